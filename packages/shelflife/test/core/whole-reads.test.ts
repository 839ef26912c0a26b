/** Reads beside memory: of many keys together, by walks, and of what is cleared while they are under way. */
import type { Outcome } from 'shelflife';
import { describe, expect, test } from 'vitest';
import { all } from '../../src/testing/fixture.js';
import { controlledStore } from '../support/controlled-store.js';

describe('what one setMany stores together is read together', () => {
  test('not in part from memory and in part from the store', async () => {
    const { open } = controlledStore();
    const [mine, other] = [open(), open()];
    await other.cache.setMany({ a: 1, b: 1 });
    await mine.cache.get('a');
    const stored = other.cache.setMany({ a: 2, b: 2 });
    const found = mine.cache.getMany(['a', 'b']);
    await stored;
    expect({ ...(await found) }).toEqual({ a: 2, b: 2 });
  });

  test('where it expires while memory is being read', async () => {
    const { open, clock } = controlledStore();
    let step = 0;
    const now = () => {
      clock.advance(step);
      return clock.now;
    };
    const { cache } = open({ now });
    await cache.setMany({ a: 1, b: 1 }, 10);
    clock.advance(5);
    step = 3;
    const { length } = Object.keys(await cache.getMany(['a', 'b']));
    expect([0, 2]).toContain(length);
  });
});

describe('memory answers nothing older than what the store has shown', () => {
  const miss = (outcomes: Outcome[]): Outcome[] => outcomes.map(() => ({ hit: false }));
  const newer = (outcomes: Outcome[]): Outcome[] =>
    outcomes.map((outcome) => ('value' in outcome ? { ...outcome, value: 'newer' } : outcome));

  /** A cache that holds `k` in memory, while the store answers something else and nobody has told. */
  async function holding(amend: (outcomes: Outcome[]) => Outcome[]) {
    const control = controlledStore().open();
    await control.cache.set('k', 'older');
    expect(await control.cache.get('k')).toBe('older');
    control.amend = amend;
    return control;
  }

  test('by entries()', async () => {
    const { cache } = await holding(newer);
    const [entry] = await all(cache.entries());
    expect(entry).toMatchObject({ key: 'k', value: 'newer' });
    expect(await cache.get('k')).toBe('newer');
  });

  test('by entries(), where the entry has gone', async () => {
    const control = await holding(miss);
    expect(await all(control.cache.entries())).toEqual([]);
    expect(await control.cache.get('k', 'gone')).toBe('gone');
  });

  test('by keys(), where the entry has gone', async () => {
    const control = await holding(miss);
    expect(await all(control.cache.keys())).toEqual([]);
    expect(await control.cache.get('k', 'gone')).toBe('gone');
  });

  test('by getMany(), where the entry has gone', async () => {
    const control = await holding(miss);
    expect({ ...(await control.cache.getMany(['k', 'l'])) }).toEqual({});
    expect(await control.cache.get('k', 'gone')).toBe('gone');
  });

  test('and a walk brings into memory nothing that was not there', async () => {
    const { open } = controlledStore();
    await open().cache.setMany({ a: 1, b: 2 });
    const { cache, asked } = open();
    await cache.get('a');
    await all(cache.entries());
    await all(cache.keys());
    expect(await asked(() => cache.get('a'))).toBe(0);
    expect(await asked(() => cache.get('b'))).toBe(1);
  });

  test('and a walk puts nothing back that changes while it reads', async () => {
    const { open } = controlledStore();
    const [control, other] = [open(), open()];
    await control.cache.set('k', 'older');
    const { done, answer } = control.hold();
    const walk = all(control.cache.entries());
    await done;
    await other.cache.set('k', 'newer');
    answer();
    await walk;
    expect(await control.cache.get('k')).toBe('newer');
  });
});

describe('what is cleared while it is read stays out of memory, under a keyFunction too', () => {
  const keyFunction = (key: string, prefix: string, version: number) =>
    `${key} of ${prefix} ${version}`;

  test.each([
    ['all of a view', true as const],
    ['keys', ['k']],
  ])('preloading %s', async (_, preload) => {
    const { open } = controlledStore({ keyFunction });
    const user = open().cache.namespace('user');
    await user.set('k', 'private');
    const control = open({ keyPrefix: 'user', preload });
    const { done, answer } = control.hold();
    await done;
    await user.clear();
    answer();
    await control.cache.flush();
    expect(await control.cache.get('k', 'cleared')).toBe('cleared');
  });
});
