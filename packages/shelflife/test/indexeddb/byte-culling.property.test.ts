/** Culls by bytes of two cache objects, after writes of all sizes: what is left, and what size() says. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import type { UntypedCache } from 'shelflife';
import { expect, test } from 'vitest';
import { all } from '../../src/testing/fixture.js';
import { setUpCulled } from '../support/culled.js';

const MAX_BYTES = 20_000;

const write = fc.record({
  count: fc.constantFrom(1, 1, 1, 5, 40),
  length: fc.constantFrom(0, 10, 100, 1_000, 4_000),
  isOther: fc.boolean(),
  seconds: fc.constantFrom(0, 0, 1),
});

const sizeOf = (key: string, length: number) => 2 * `:1:${key}`.length + 2 * length + 100;

/** Resolves once no cull is under way. */
async function settled(cache: UntypedCache): Promise<number> {
  let last = -1;
  for (let same = 0; same < 4; ) {
    for (let turn = 0; turn < 40; turn++) await new Promise((resume) => setImmediate(resume));
    const { bytes } = await cache.size();
    same = bytes === last ? same + 1 : 0;
    last = bytes;
  }
  return last;
}

test('the oldest are removed, what was just written stays, and size() is at most 3 % off', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { minLength: 5, maxLength: 25 }),
      fc.integer({ min: 0, max: 4 }),
      async (writes, cullFrequency) => {
        const { open, clock } = setUpCulled();
        const caches = [0, 1].map(() => open({ maxBytes: MAX_BYTES, cullFrequency }));
        const written = new Map<string, number>();
        for (const { count, length, isOther, seconds } of writes) {
          clock.advance(seconds);
          const keys = Array.from({ length: count }, (_, n) => `k${written.size + n}`);
          const sizes = keys.map((key) => sizeOf(key, length));
          if (sizes.reduce((sum, size) => sum + size) > MAX_BYTES * 0.96) continue;
          const cache = caches[isOther ? 1 : 0]!;
          await cache.setMany(keys.map((key) => [key, 'x'.repeat(length)] as const));
          for (const [at, key] of keys.entries()) written.set(key, sizes[at]!);
          const estimate = await settled(cache);
          const left = new Set(await all(cache.keys()));
          expect([...left].sort()).toEqual([...written.keys()].slice(-left.size).sort());
          expect(keys.filter((key) => !left.has(key))).toEqual([]);
          const bytes = [...left].reduce((sum, key) => sum + written.get(key)!, 0);
          expect(bytes).toBeLessThanOrEqual(MAX_BYTES * 1.1);
          expect(Math.abs(estimate - bytes)).toBeLessThanOrEqual(bytes * 0.031);
        }
        for (const cache of caches) await cache.destroy();
      },
    ),
    { numRuns: 20 },
  );
}, 60_000);
