/** What ends the token of a lease, so that nothing is stored under it, and what does not. */
import { LEASE_KEPT, type Operation } from '../../store/index.js';
import { START } from '../fixture.js';
import {
  add,
  fulfil,
  get,
  has,
  incr,
  lease,
  remove,
  type SessionCheck,
  type SessionFixture,
  set,
  TERM,
} from './fixture.js';

/** Writes that make room in time, whenever a store culls. */
const MANY = 200;

const inA = [{ from: 'a:', to: 'a;' }];

/** What ends the token of `a:1`: its entry is live where `isLive`. */
const ENDS: Readonly<Record<string, { operation: Operation; isLive?: boolean }>> = {
  'a set': { operation: set('a:1', 'other') },
  'a set that has expired': { operation: set('a:1', 'other', { expires: -Infinity }) },
  'an add that stores': { operation: add('a:1', 'other') },
  'an incr': { operation: incr('a:1'), isLive: true },
  'a delete': { operation: remove('a:1'), isLive: true },
  'a delete that finds no entry': { operation: remove('a:1') },
  'a touch that expires it': { operation: touch(-Infinity), isLive: true },
  'a touch that finds no entry': { operation: touch(-Infinity) },
  'a move from it': { operation: { type: 'move', key: 'a:1', to: 'b:1' }, isLive: true },
  'a move onto it': { operation: { type: 'move', key: 'live', to: 'a:1' } },
  'a clear': { operation: { type: 'clear' } },
  'a clear of its range': { operation: { type: 'clear', ranges: inA } },
  'a fresh lease': { operation: lease('a:1', 'other', { isFresh: true }), isLive: true },
};

/** What leaves the token of `a:1` as it is. */
const KEEPS: Readonly<Record<string, { operation: Operation; isLive?: boolean }>> = {
  'an add that finds an entry': { operation: add('a:1', 'other'), isLive: true },
  'an incr that finds no entry': { operation: incr('a:1') },
  'a move that finds no entry': { operation: { type: 'move', key: 'missing', to: 'a:1' } },
  'a get': { operation: get('a:1') },
  'a has': { operation: has('a:1'), isLive: true },
  'another lease': { operation: lease('a:1', 'other') },
  'a clear of another range': {
    operation: { type: 'clear', ranges: [{ from: 'b:', to: 'b;' }] },
  },
  'a write of another key': { operation: set('a:2', 'other') },
};

function touch(expires: number): Operation {
  return { type: 'touch', key: 'a:1', expires };
}

export function leaseEnds(check: SessionCheck): void {
  for (const [name, { operation, isLive }] of Object.entries(ENDS))
    check(`${name} ends a lease`, (fixture) => endsLease(fixture, operation, isLive));
  for (const [name, { operation, isLive }] of Object.entries(KEEPS))
    check(`${name} ends no lease`, (fixture) => keepsLease(fixture, operation, isLive));
  ofKeys(check);
  inTime(check);
}

/** Sets the scene of the tables: a lease of `a:1`, beside a live entry if told so. */
async function leaseBeside({ first }: SessionFixture, isLive = false): Promise<void> {
  if (isLive) await first.run(set('a:1', 1));
  await first.run(set('live', 1), lease('a:1', 'one', { isFresh: isLive }));
}

async function endsLease(
  fixture: SessionFixture,
  operation: Operation,
  isLive?: boolean,
): Promise<void> {
  const { first, open, expect } = fixture;
  await leaseBeside(fixture, isLive);
  const other = open();
  await other.run(operation);
  const [before] = await other.run(get('a:1'));
  const [refused] = await first.run(fulfil('a:1', 'one', 'loaded'));
  expect([refused?.isStored, refused?.value]).toEqual([undefined, before?.value]);
  expect(await other.run(get('a:1'))).toEqual([before]);
}

async function keepsLease(
  fixture: SessionFixture,
  operation: Operation,
  isLive?: boolean,
): Promise<void> {
  const { first, open, expect } = fixture;
  await leaseBeside(fixture, isLive);
  await open().run(operation);
  expect((await first.run(fulfil('a:1', 'one', 'loaded')))[0]?.isStored).toBe(true);
  expect((await first.run(get('a:1')))[0]?.value).toBe('loaded');
}

function ofKeys(check: SessionCheck): void {
  check('a clear ends the leases of its range by their built-in keys', async (fixture) => {
    const { first, expect } = fixture;
    const hashed = { address: 'a:2' };
    await first.run(lease('hash', 'one', hashed), lease('other', 'one'));
    await first.run({ type: 'clear', ranges: inA });
    const [ended, kept] = await first.run(
      fulfil('hash', 'one', 1, hashed),
      fulfil('other', 'one', 1),
    );
    expect([ended?.isStored, kept?.isStored]).toEqual([undefined, true]);
  });

  check(
    'many writes of one batch end the leases of their keys alone',
    async ({ first, expect }) => {
      const keys = Array.from({ length: 40 }, (_, n) => `k${n + 10}`);
      await first.run(...keys.map((key) => lease(key, 'one')));
      await first.run(...keys.filter((_, n) => n % 2).map((key) => set(key, 'other')));
      const outcomes = await first.run(...keys.map((key) => fulfil(key, 'one', 'loaded')));
      expect(outcomes.map(({ isStored = false }) => isStored)).toEqual(
        keys.map((_, n) => n % 2 === 0),
      );
    },
  );
}

function inTime(check: SessionCheck): void {
  check('an entry that expires ends no lease', async ({ first, clock, expect }) => {
    await first.run(set('k', 1, { expires: START + 1000 }), lease('k', 'one', { isFresh: true }));
    clock.advance(2);
    expect((await first.run(fulfil('k', 'one', 2)))[0]?.isStored).toBe(true);
  });

  check('a cull ends no lease', async ({ open, expect }) => {
    const { run } = open({ maxEntries: 3 });
    await run(set('first', 1), lease('first', 'one', { isFresh: true }));
    let isThere = true;
    for (let n = 0; n < MANY && isThere; n++)
      isThere = (await run(set(`k${n}`, n), get('first')))[1]?.hit === true;
    expect((await run(fulfil('first', 'one', 2)))[0]?.isStored).toBe(true);
  });

  check('a lease outlasts its term', async ({ first, clock, expect }) => {
    await first.run(lease('k', 'one'));
    clock.advance((LEASE_KEPT + TERM - START) / 1000 - 1);
    expect((await first.run(fulfil('k', 'one', 1)))[0]?.isStored).toBe(true);
  });
}
