/** Sessions on one `memoryStore()`: what they hear of each other's leases, and what is removed in time. */
import { memoryStore } from 'shelflife';
import { LEASE_KEPT } from 'shelflife/store';
import { expect, test } from 'vitest';
import { Clock, START } from '../../src/testing/fixture.js';
import { fulfil, lease, release, remove, set } from '../../src/testing/sessions/fixture.js';
import { openSession } from '../support/sessions.js';

/** Enough for a store to look for what is over. */
const MANY = 200;

test('a session is notified that a lease was given up, replaced or ended before the batch resolves', async () => {
  const store = memoryStore();
  const { run } = openSession(store, 'shared');
  const { changes } = openSession(store, 'shared');
  await run(lease('k', 'one'));
  expect(changes).toEqual([]);
  await run(release('k', 'one'));
  await run(lease('k', 'two', { isFresh: true }));
  const freed = { keys: ['k'], isLease: true };
  expect(changes).toEqual([freed, freed]);
  await run(remove('k'));
  expect(changes).toEqual([freed, freed, { keys: ['k'] }]);
});

test('old leases are removed an hour after their term even if nothing is stored', async () => {
  const clock = new Clock();
  const { run } = openSession(memoryStore(), 'leases only', clock.read);
  const askMany = (name: string) => {
    const made = { token: 'token of one', holder: 'one', until: clock.now + 30_000 };
    const ask = (key: string) => ({ type: 'lease', key, lease: made }) as const;
    return run(...Array.from({ length: MANY }, (_, n) => ask(`${name} ${n}`)));
  };
  await askMany('first');
  clock.advance((30_000 + LEASE_KEPT) / 1000 - 1);
  await askMany('early');
  expect((await run(fulfil('first 1', 'one', 1)))[0]?.isStored).toBe(true);
  clock.advance(1);
  for (const name of ['second', 'third', 'fourth']) await askMany(name);
  expect((await run(fulfil('first 0', 'one', 1)))[0]?.isStored).toBe(undefined);
  expect((await run(fulfil('fourth 0', 'one', 1)))[0]?.isStored).toBe(true);
});

test('leases from before the clock was set back are removed', async () => {
  const clock = new Clock();
  const { run } = openSession(memoryStore(), 'set back', clock.read);
  const askMany = (name: string) =>
    run(...Array.from({ length: MANY }, (_, n) => lease(`${name} ${n}`, 'one')));
  await askMany('first');
  clock.advance(-2 * 3600);
  for (const name of ['second', 'third', 'fourth']) await askMany(name);
  expect((await run(fulfil('first 0', 'one', 1)))[0]?.isStored).toBe(undefined);
});

test('an expired entry is removed when its stale bounds have passed', async () => {
  const clock = new Clock();
  const { run, session } = openSession(memoryStore(), 'stale', clock.read);
  const fill = (name: string) =>
    run(...Array.from({ length: MANY }, (_, n) => set(`${name} ${n}`, 1)));
  await run(set('k', 1, { expires: START + 1000, staleIfError: 9000 }));
  clock.advance(9);
  await fill('first');
  const stale = { type: 'get', key: 'k', stale: true } as const;
  expect((await run(stale))[0]?.isStale).toBe(true);
  clock.advance(1);
  for (const name of ['second', 'third']) await fill(name);
  const { keys } = await session.keys(undefined, undefined, 10 * MANY);
  expect(keys).not.toContain('k');
});
