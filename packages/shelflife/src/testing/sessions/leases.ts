/** Leases: who loads, who waits, and what is heard of it. */
import {
  type LeaseRequest,
  LONGEST_TERM,
  type Operation,
  type Outcome,
} from '../../store/index.js';
import { START } from '../fixture.js';
import {
  fulfil,
  get,
  has,
  lease,
  pagesOf,
  release,
  remove,
  type SessionCheck,
  type SessionFixture,
  set,
  TERM,
} from './fixture.js';

/** More leases than a small bound of entries allows. */
const MANY = 200;

export function leases(check: SessionCheck): void {
  asked(check);
  stored(check);
  takenOver(check);
  setBack(check);
  released(check);
  announced(check);
  apart(check);
}

function asked(check: SessionCheck): void {
  check('a lease belongs to the first who asks for it', async ({ first, open, expect }) => {
    const [made] = await first.run(lease('k', 'one'));
    expect([made?.hit, made?.lease?.holder, made?.lease?.until]).toEqual([false, 'one', TERM]);
    const [found] = await open().run(lease('k', 'two'));
    expect([found?.lease?.holder, found?.lease?.token]).toEqual(['one', 'token of one']);
  });

  check('a live entry is answered in place of a lease', async ({ first, expect }) => {
    const [, found] = await first.run(set('k', 1), lease('k', 'one'));
    expect([found?.hit, found?.value, found?.lease]).toEqual([true, 1, undefined]);
    const [, stored] = await first.run(remove('k'), fulfil('k', 'one', 2));
    expect(stored?.isStored).toBe(undefined);
  });

  check('an expired entry is answered while it is kept', async ({ first, clock, expect }) => {
    const bounds = { staleWhileRevalidate: 1000, staleIfError: 9000 };
    const large = 'long'.repeat(20_000);
    await first.run(set('k', large, { expires: START + 1000, ...bounds }));
    const stale: Operation = { type: 'get', key: 'k', stale: true };
    expect((await first.run(stale))[0]?.hit).toBe(true);
    clock.advance(9.9);
    const [kept, plain, there, loading] = await first.run(
      stale,
      get('k'),
      has('k'),
      lease('k', 'one'),
    );
    for (const one of [kept, loading]) {
      expect([one?.hit, one?.isStale, one?.value === large]).toEqual([false, true, true]);
      expect(one?.expires).toBe(START + 1000);
      expect([one?.staleWhileRevalidate, one?.staleIfError]).toEqual([1000, 9000]);
    }
    expect([plain, there]).toEqual([{ hit: false }, { hit: false }]);
    clock.advance(0.1);
    expect(await first.run(stale)).toEqual([{ hit: false }]);
  });
}

function stored(check: SessionCheck): void {
  check('a value is stored once under a token', async ({ first, open, expect }) => {
    await first.run(lease('k', 'one'));
    const other = open();
    const [one] = await other.run(fulfil('k', 'one', 1));
    const [two] = await first.run(fulfil('k', 'one', 2));
    expect([one?.hit, one?.isStored]).toEqual([false, true]);
    expect([two?.hit, two?.isStored, two?.value]).toEqual([true, undefined, 1]);
    expect((await first.run(get('k')))[0]?.value).toBe(1);
  });

  check('a value of any kind is stored, over a stale one', async ({ first, clock, expect }) => {
    const values = [new Map([['n', new Date(5)]]), 'long'.repeat(20_000), undefined];
    for (const [n, value] of values.entries()) {
      const key = `k${n}`;
      const isHeavy = n === 0;
      await first.run(set(key, 'old', { expires: clock.now + 1000, staleIfError: 9000 }));
      clock.advance(2);
      await first.run(lease(key, 'one'));
      const [outcome] = await first.run(fulfil(key, 'one', value, { isHeavy }));
      expect(outcome?.isStored).toBe(true);
      const [found] = await first.run(get(key));
      expect(found?.hit).toBe(true);
      expect(found?.value).toEqual(value);
    }
  });

  check('a lease is made, used and ended in one batch', async ({ first, expect }) => {
    const [made, done, again] = await first.run(
      lease('k', 'one'),
      fulfil('k', 'one', 1),
      fulfil('k', 'one', 2),
    );
    expect([made?.lease?.holder, done?.isStored, again?.value]).toEqual(['one', true, 1]);
    const [, , late] = await first.run(lease('l', 'one'), remove('l'), fulfil('l', 'one', 1));
    expect(late).toEqual({ hit: false });
  });

  check('a value that has expired removes the entry', async ({ first, clock, expect }) => {
    await first.run(set('k', 'old', { expires: START + 1000, staleIfError: 9000 }));
    clock.advance(2);
    await first.run(lease('k', 'one'));
    const gone = fulfil('k', 'one', 1, { expires: -Infinity });
    expect((await first.run(gone))[0]?.isStored).toBe(true);
    expect(await first.run({ type: 'get', key: 'k', stale: true })).toEqual([{ hit: false }]);
  });
}

function takenOver(check: SessionCheck): void {
  const takeOver = async (
    { first, open }: SessionFixture,
    request: Partial<LeaseRequest>,
  ): Promise<Outcome | undefined> => {
    await first.run(lease('k', 'one'));
    return (await open().run(lease('k', 'two', request)))[0];
  };

  check('a lease is taken by force, and its token stands', async (fixture) => {
    const { first, expect } = fixture;
    const taken = await takeOver(fixture, { isForced: true });
    expect([taken?.lease?.holder, taken?.lease?.token]).toEqual(['two', 'token of one']);
    expect((await first.run(fulfil('k', 'one', 1)))[0]?.isStored).toBe(true);
  });

  check('a lease is taken by who has waited for another holder', async (fixture) => {
    const taken = await takeOver(fixture, { awaited: 'gone' });
    fixture.expect(taken?.lease?.holder).toBe('two');
  });

  check('a lease is left to the holder that was waited for', async (fixture) => {
    const taken = await takeOver(fixture, { awaited: 'one' });
    fixture.expect(taken?.lease?.holder).toBe('one');
  });

  check('a lease is taken at the end of its term', async ({ first, clock, expect }) => {
    await first.run(lease('k', 'one'));
    clock.advance((TERM - START) / 1000);
    const [taken] = await first.run(lease('k', 'two'));
    expect([taken?.lease?.holder, taken?.lease?.token]).toEqual(['two', 'token of one']);
  });
}

function setBack(check: SessionCheck): void {
  check('a lease from before the clock was set back is taken', async (fixture) => {
    const { first, open, clock, expect } = fixture;
    await first.run(lease('k', 'one'));
    clock.advance(-2 * 3600);
    expect((await open().run(lease('k', 'two')))[0]?.lease?.holder).toBe('two');
    expect((await first.run(fulfil('k', 'one', 1)))[0]?.isStored).toBe(true);
  });

  check('a lease of the longest term is not taken', async ({ first, clock, expect }) => {
    const until = START + LONGEST_TERM;
    const longest = { token: 'token of one', holder: 'one', until };
    await first.run({ type: 'lease', key: 'k', lease: longest });
    clock.advance(-59);
    expect((await first.run(lease('k', 'two')))[0]?.lease?.holder).toBe('one');
  });

  check('a failure from before the clock was set back delays nothing', async (fixture) => {
    const { first, clock, expect } = fixture;
    const bounds = { staleIfError: 10_000_000 };
    clock.advance(-3600);
    await first.run(set('k', 1, { expires: START - 3_599_000, ...bounds }));
    clock.advance(10);
    await first.run(lease('k', 'one'), release('k', 'one', true));
    clock.advance(-5);
    const [taken] = await first.run(lease('k', 'two', { retryAfter: 60_000, ...bounds }));
    expect([taken?.isStale, taken?.lease?.holder]).toEqual([true, 'two']);
  });
}

function released(check: SessionCheck): void {
  check('a lease that was given up is taken by the next', async ({ first, open, expect }) => {
    await first.run(lease('k', 'one'), release('k', 'one'));
    const [taken] = await open().run(lease('k', 'two'));
    expect([taken?.lease?.holder, taken?.lease?.token]).toEqual(['two', 'token of one']);
    expect(taken?.lease?.failed).toBe(undefined);
  });

  check('only its holder gives a lease up', async ({ first, open, expect }) => {
    await first.run(lease('k', 'one'));
    const other = open();
    await other.run(lease('k', 'two', { isForced: true }));
    await first.run(release('k', 'one'), release('k', 'three'));
    const [found] = await first.run(lease('k', 'four'));
    expect(found?.lease?.holder).toBe('two');
    expect(await first.run(release('missing', 'one'))).toEqual([{ hit: false }]);
  });

  check('a lease rests after a failed load while a stale entry can be answered', async (it) => {
    const { first, clock, expect } = it;
    await failOverStale(it);
    const resting = lease('k', 'two', { retryAfter: 5000, staleIfError: 20_000 });
    clock.advance(4.999);
    const [rests] = await first.run(resting);
    expect([rests?.lease?.holder, rests?.lease?.failed]).toEqual([undefined, START + 2000]);
    expect([rests?.isStale, rests?.value]).toEqual([true, 'old']);
    clock.advance(0.001);
    expect((await first.run(resting))[0]?.lease?.holder).toBe('two');
  });

  check('a lease does not rest for a caller who accepts no stale entry', async (fixture) => {
    const { first, expect } = fixture;
    await failOverStale(fixture);
    const [taken] = await first.run(lease('k', 'two', { retryAfter: 5000 }));
    expect([taken?.lease?.holder, taken?.isStale]).toEqual(['two', true]);
  });

  check('a lease does not rest for an entry that a clock ahead has written', async (fixture) => {
    const { first, clock, expect } = fixture;
    await first.run(set('k', 'old', { expires: START + 1000, staleIfError: 20_000 }));
    clock.advance(-120);
    await first.run(lease('k', 'one'), release('k', 'one', true));
    const [taken] = await first.run(lease('k', 'two', { retryAfter: 5000, staleIfError: 20_000 }));
    expect([taken?.lease?.holder, taken?.isStale]).toEqual(['two', undefined]);
  });
}

/** A load has just failed under a lease of `k`, beside an entry that expired a second ago. */
async function failOverStale({ first, clock }: SessionFixture): Promise<void> {
  await first.run(set('k', 'old', { expires: START + 1000, staleIfError: 20_000 }));
  clock.advance(2);
  await first.run(lease('k', 'one'), release('k', 'one', true));
}

function announced(check: SessionCheck): void {
  check('a coherent session reports the end of a lease, and no change of its entry', async (it) => {
    const { first, open, expect } = it;
    const second = open();
    const heard = () => [second.hasHeardOf('k'), second.hasHeardOfLease('k')];
    const after = async (operation: Operation) => {
      second.changes.length = 0;
      await first.run(operation);
      // A read after it has to wait until the change was reported.
      await second.run(get('k'));
      return heard();
    };
    await second.run(get('k'));
    if (!second.session.isCoherent) return;
    expect(await after(lease('k', 'one'))).toEqual([false, false]);
    expect(await after(release('k', 'one', true))).toEqual([false, true]);
    expect(await after(lease('k', 'two'))).toEqual([false, false]);
    expect(await after(lease('k', 'three', { isFresh: true }))).toEqual([false, true]);
    expect(await after(remove('k'))).toEqual([true, true]);
    expect(await after(lease('k', 'four'))).toEqual([false, false]);
    expect(await after(fulfil('k', 'four', 1))).toEqual([true, true]);
    expect(first.changes).toEqual([]);
  });
}

function apart(check: SessionCheck): void {
  check('a lease is not listed and not read', async ({ first, expect }) => {
    await first.run(lease('a:1', 'one'), lease('hash', 'one', { address: 'a:2' }));
    expect(await pagesOf(first.session, 10)).toEqual([[]]);
    expect(await pagesOf(first.session, 10, { from: 'a:', to: 'a;' })).toEqual([[]]);
    expect(await first.run(get('a:1'), has('a:1'))).toEqual([{ hit: false }, { hit: false }]);
  });

  check('leases count for no bound', async ({ open, expect }) => {
    const { run } = open({ maxEntries: 3 });
    await run(set('k', 1), set('l', 1));
    for (let n = 0; n < MANY; n++) await run(lease(`lease ${n}`, 'one'));
    const found = await run(get('k'), get('l'));
    expect(found.map(({ hit }) => hit)).toEqual([true, true]);
  });
}
