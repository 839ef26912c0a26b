/** Calls that name no key ask nothing of the store. */
import { createCache, memoryStore, type Store } from 'shelflife';
import { expect, test, vi } from 'vitest';
import { all } from '../../src/testing/fixture.js';

test.each(['committed', 'queued'] as const)(
  'a %s cache opens no store for them',
  async (acknowledge) => {
    const store: Store = memoryStore();
    const open = vi.spyOn(store, 'open');
    const cache = createCache({ store, acknowledge });
    expect({ ...(await cache.getMany([])) }).toEqual({});
    expect(await cache.setMany({})).toEqual([]);
    expect(await cache.deleteMany([])).toBe(0);
    expect(open).not.toHaveBeenCalled();
  },
);

test('a walk over nothing executes no batch', async () => {
  const batches: unknown[] = [];
  const memory = memoryStore();
  const store: Store = {
    open(settings) {
      const session = memory.open(settings);
      const execute = (batch: Parameters<typeof session.execute>[0]) => {
        batches.push(batch);
        return session.execute(batch);
      };
      return { ...session, execute };
    },
  };
  const cache = createCache({ store });
  expect(await all(cache.keys())).toEqual([]);
  expect(await all(cache.entries({ all: true }))).toEqual([]);
  expect(batches).toEqual([]);
});
