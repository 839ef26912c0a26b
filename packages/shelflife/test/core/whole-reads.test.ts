/** Reads beside memory: of many keys together, by walks, and of what is cleared while they are under way. */
import type { Outcome } from 'shelflife';
import { describe, expect, test } from 'vitest';
import { all } from '../../src/testing/fixture.js';
import { table } from '../support/seat.js';

describe('what one setMany stores together is read together', () => {
  test('not in part from memory and in part from the store', async () => {
    const { sit } = table();
    const [mine, other] = [sit(), sit()];
    await other.cache.setMany({ a: 1, b: 1 });
    await mine.cache.get('a');
    const stored = other.cache.setMany({ a: 2, b: 2 });
    const found = mine.cache.getMany(['a', 'b']);
    await stored;
    expect({ ...(await found) }).toEqual({ a: 2, b: 2 });
  });

  test('where it expires while memory is being read', async () => {
    const { sit, clock } = table();
    let step = 0;
    const now = () => {
      clock.advance(step);
      return clock.now;
    };
    const { cache } = sit({ now });
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
    const seat = table().sit();
    await seat.cache.set('k', 'older');
    expect(await seat.cache.get('k')).toBe('older');
    seat.amend = amend;
    return seat;
  }

  test('by entries()', async () => {
    const { cache } = await holding(newer);
    const [entry] = await all(cache.entries());
    expect(entry).toMatchObject({ key: 'k', value: 'newer' });
    expect(await cache.get('k')).toBe('newer');
  });

  test('by entries(), where the entry has gone', async () => {
    const seat = await holding(miss);
    expect(await all(seat.cache.entries())).toEqual([]);
    expect(await seat.cache.get('k', 'gone')).toBe('gone');
  });

  test('by keys(), where the entry has gone', async () => {
    const seat = await holding(miss);
    expect(await all(seat.cache.keys())).toEqual([]);
    expect(await seat.cache.get('k', 'gone')).toBe('gone');
  });

  test('by getMany(), where the entry has gone', async () => {
    const seat = await holding(miss);
    expect({ ...(await seat.cache.getMany(['k', 'l'])) }).toEqual({});
    expect(await seat.cache.get('k', 'gone')).toBe('gone');
  });

  test('and a walk brings into memory nothing that was not there', async () => {
    const { sit } = table();
    await sit().cache.setMany({ a: 1, b: 2 });
    const { cache, asked } = sit();
    await cache.get('a');
    await all(cache.entries());
    await all(cache.keys());
    expect(await asked(() => cache.get('a'))).toBe(0);
    expect(await asked(() => cache.get('b'))).toBe(1);
  });

  test('and a walk puts nothing back that changes while it reads', async () => {
    const { sit } = table();
    const [seat, other] = [sit(), sit()];
    await seat.cache.set('k', 'older');
    const { done, answer } = seat.hold();
    const walk = all(seat.cache.entries());
    await done;
    await other.cache.set('k', 'newer');
    answer();
    await walk;
    expect(await seat.cache.get('k')).toBe('newer');
  });
});

describe('what is cleared while it is read stays out of memory, under a keyFunction too', () => {
  const keyFunction = (key: string, prefix: string, version: number) =>
    `${key} of ${prefix} ${version}`;

  test.each([
    ['all of a view', true as const],
    ['keys', ['k']],
  ])('preloading %s', async (_, preload) => {
    const { sit } = table({ keyFunction });
    const user = sit().cache.namespace('user');
    await user.set('k', 'private');
    const seat = sit({ keyPrefix: 'user', preload });
    const { done, answer } = seat.hold();
    await done;
    await user.clear();
    answer();
    await seat.cache.flush();
    expect(await seat.cache.get('k', 'cleared')).toBe('cleared');
  });
});
