/** Write-behind: accepted and visible at once, committed soon, in order, and never lost in silence. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CacheError, createCache, memoryStore, type Store } from '../../src/index.js';
import type { Batch } from '../../src/model/store.js';
import { all, failureOf, gate } from '../../src/testing/fixture.js';
import { type ControlledCache, controlledStore } from '../support/controlled-store.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A queued cache that has been used, and one that sees just what is committed. */
async function queued() {
  const { open, clock } = controlledStore({ acknowledge: 'queued' });
  const control = open();
  await control.cache.get('k');
  const committed = open({ memory: false }).cache;
  return { ...control, control, cache: control.cache, committed, clock };
}

/** The same in a page whose events the test dispatches. */
async function leaving() {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  return { ...(await queued()), page };
}

/** Until all that is under way in this thread has gone as far as it can. */
const settle = () => new Promise((resume) => setImmediate(resume));

/** The store's operations from here on, batch by batch. */
function sentBy({ batches }: Pick<ControlledCache, 'batches'>) {
  const from = batches.length;
  return () => batches.slice(from).map(({ operations }) => operations.map(({ type }) => type));
}

const named = (key: string) => expect.stringMatching(new RegExp(`(^|:)${key}$`));
const full = () => new CacheError('capacity', 'The disk is full');

describe('what was accepted', () => {
  test('is gone once the clock is set back by more than a minute', async () => {
    const { cache, clock } = await queued();
    await cache.set('k', 1, null);
    clock.advance(-60);
    expect(await cache.get('k')).toBe(1);
    clock.advance(60);
    const flushed = cache.flush();
    clock.advance(-60.001);
    expect(await cache.has('k')).toBe(false);
    await flushed;
  });

  test('is visible to every read of this cache without a read of the store', async () => {
    const { cache, control, committed } = await queued();
    const sent = sentBy(control);
    await cache.set('k', 1, 30);
    expect(await cache.setMany({ a: 2, b: undefined }, null)).toEqual([]);
    expect(await cache.get('k')).toBe(1);
    expect([await cache.has('k'), await cache.has('b')]).toEqual([true, true]);
    expect([await cache.ttl('k'), await cache.ttl('a')]).toEqual([30, null]);
    expect({ ...(await cache.getMany(['a', 'b', 'k'])) }).toEqual({ a: 2, b: undefined, k: 1 });
    expect(await cache.getOrSet('b', () => 'loaded')).toBe(undefined);
    expect(sent()).toEqual([]);
    expect(await committed.get('k', 'not yet')).toBe('not yet');
    await cache.flush();
    expect(await committed.get('k')).toBe(1);
  });

  test('is there in the views of this cache', async () => {
    const { cache } = await queued();
    await cache.namespace('a').set('k', 1, { version: 2 });
    expect(await cache.namespace('a').withVersion(2).get('k')).toBe(1);
    expect(await cache.has('k')).toBe(false);
  });

  test('is there for walks', async () => {
    const { cache } = await queued();
    await cache.setMany({ a: 1, b: 2 });
    expect((await all(cache.keys())).sort()).toEqual(['a', 'b']);
    await cache.set('a', 3);
    const entries = await all(cache.entries());
    expect(entries.map(({ key, value }) => [key, value])).toEqual(
      [
        ['b', 2],
        ['a', 3],
      ].sort(),
    );
  });

  test('is what it was at the moment of the call, and a copy for each reader', async () => {
    const { cache, committed } = await queued();
    const value = { list: [1] };
    await cache.set('k', value);
    value.list.push(2);
    (await cache.get<typeof value>('k'))!.list.push(3);
    (await cache.getOrSet('k', value)).list.push(4);
    expect(await cache.get('k')).toEqual({ list: [1] });
    await cache.flush();
    expect(await committed.get('k')).toEqual({ list: [1] });
  });

  test('is there until it is committed, and after', async () => {
    const { cache, control } = await queued();
    const { done, answer } = control.hold();
    await cache.set('k', 1);
    const flushed = cache.flush();
    await done;
    expect(await control.asked(async () => expect(await cache.get('k')).toBe(1))).toBe(0);
    answer();
    await flushed;
    expect(await control.asked(async () => expect(await cache.get('k')).toBe(1))).toBe(0);
  });

  test('stays where others change the key before it is committed', async () => {
    const { cache, control, committed } = await queued();
    await cache.set('k', 'mine');
    await committed.set('k', 'theirs');
    await committed.flush();
    control.listener().changed({});
    expect(await control.asked(async () => expect(await cache.get('k')).toBe('mine'))).toBe(0);
    await cache.flush();
    expect(await committed.get('k')).toBe('mine');
    expect(await cache.get('k')).toBe('mine');
  });

  test('is replaced by what others commit after it', async () => {
    const { cache, control, committed } = await queued();
    const { done, answer } = control.hold();
    await cache.set('k', 'mine');
    const flushed = cache.flush();
    await done;
    await committed.set('k', 'theirs');
    await committed.flush();
    answer();
    await flushed;
    expect(await cache.get('k')).toBe('theirs');
  });

  test('makes a loader under way write nothing back', async () => {
    const { cache, committed } = await queued();
    const loading = gate<void>();
    const result = gate<string>();
    const got = cache.getOrSet('k', () => {
      loading.open();
      return result.promise;
    });
    await loading.promise;
    await cache.set('k', 'set');
    result.open('loaded');
    expect(await got).toBe('set');
    await cache.flush();
    expect(await committed.get('k')).toBe('set');
  });

  test('expires as of the call, before it is committed and after', async () => {
    const { cache, committed, clock } = await queued();
    await cache.set('k', 1, 10);
    await cache.set('l', 1, 20);
    clock.advance(9.999);
    expect(await cache.get('k')).toBe(1);
    clock.advance(0.001);
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect([await cache.has('k'), await cache.ttl('k')]).toEqual([false, undefined]);
    expect(await cache.ttl('l')).toBe(10);
    await cache.flush();
    expect([await committed.has('k'), await committed.ttl('l')]).toEqual([false, 10]);
  });

  test('with a timeout of 0 removes what was there', async () => {
    const { cache, committed } = await queued();
    await cache.set('k', 1);
    await cache.flush();
    await cache.set('k', 2, 0);
    expect(await cache.get('k', 'miss')).toBe('miss');
    await cache.flush();
    expect(await committed.has('k')).toBe(false);
  });
});

describe('order', () => {
  test('calls of every kind act in their order, awaited or not', async () => {
    const { cache, committed } = await queued();
    const answers = await Promise.all([
      cache.set('k', 1),
      cache.incr('k', 5),
      cache.get('k'),
      cache.set('k', 10),
      cache.get('k'),
      cache.add('k', 11),
      cache.get('k'),
      cache.delete('k'),
      cache.get('k', 'deleted'),
      cache.add('k', 12),
      cache.set('k', 13),
      cache.touch('k', 7),
      cache.ttl('k'),
      cache.incrVersion('k'),
      cache.get('k', 'moved'),
      cache.set('k', 14),
      cache.clear(),
      cache.get('k', 'cleared'),
      cache.set('k', 15),
    ]);
    const expected = [undefined, 6, 6, undefined, 10, false, 10, true, 'deleted', true, undefined];
    expect(answers).toEqual([
      ...expected,
      ...[true, 7, 2, 'moved', undefined, undefined, 'cleared', undefined],
    ]);
    await cache.flush();
    expect(await committed.get('k')).toBe(15);
    expect(await committed.has('k', { version: 2 })).toBe(false);
  });

  test('incr after a set counts from it', async () => {
    const { cache } = await queued();
    await cache.set('k', 1);
    expect(await cache.incr('k')).toBe(2);
    expect(await cache.get('k')).toBe(2);
    await cache.set('k', 10);
    const counted = cache.incr('k');
    expect(await cache.get('k')).toBe(11);
    expect(await counted).toBe(11);
  });

  test('a delete and a clear after a set are seen at once', async () => {
    const { cache, committed } = await queued();
    await cache.setMany({ a: 1, b: 1 });
    await cache.namespace('n').set('c', 1);
    const changes = [cache.delete('a'), cache.namespace('n').clear()];
    expect(await cache.get('a', 'miss')).toBe('miss');
    expect(await cache.namespace('n').get('c', 'miss')).toBe('miss');
    expect(await cache.get('b')).toBe(1);
    expect(await changes[0]).toBe(true);
    await Promise.all(changes);
    expect(await all(committed.keys({ all: true }))).toEqual(['b']);
  });

  test('the last of many sets wins', async () => {
    const { cache, committed } = await queued();
    for (let n = 0; n < 50; n++) {
      await cache.set('k', n);
      expect(await cache.get('k')).toBe(n);
    }
    await cache.flush();
    expect(await committed.get('k')).toBe(49);
  });

  test('a set accepted while another is being committed is the later one', async () => {
    const { cache, control, committed } = await queued();
    const { done, answer } = control.hold();
    await cache.set('k', 1);
    const flushed = cache.flush();
    await done;
    await cache.set('k', 2);
    const later = control.hold();
    answer();
    await flushed;
    await later.done;
    expect(await control.asked(async () => expect(await cache.get('k')).toBe(2))).toBe(0);
    later.answer();
    await cache.flush();
    expect([await cache.get('k'), await committed.get('k')]).toEqual([2, 2]);
  });
});

describe('when it is committed', () => {
  test('many awaited sets are one transaction', async () => {
    const { cache, control } = await queued();
    const sent = sentBy(control);
    for (let n = 0; n < 500; n++) await cache.set(`k${n}`, n);
    await cache.setMany({ x: 1, y: 2 });
    await cache.flush();
    expect(sent().map(({ length }) => length)).toEqual([502]);
  });

  test('within 100 ms by itself', async () => {
    const { cache, control } = await queued();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const sent = sentBy(control);
    await cache.set('a', 1);
    vi.advanceTimersByTime(60);
    await cache.set('b', 1);
    vi.advanceTimersByTime(39);
    expect(sent()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent()).toEqual([['set', 'set']]);
    await cache.flush();
    await cache.set('c', 1);
    vi.advanceTimersByTime(99);
    expect(sent().length).toBe(1);
    vi.advanceTimersByTime(1);
    expect(sent().length).toBe(2);
  });

  test('the first one at once, as it opens the store', async () => {
    const control = controlledStore({ acknowledge: 'queued' }).open();
    await control.cache.set('k', 1);
    expect(control.batches.length).toBe(1);
  });

  test('with the next call that goes to the store', async () => {
    const { cache, control } = await queued();
    const sent = sentBy(control);
    await cache.set('a', 1);
    await cache.get('other');
    await cache.set('b', 1);
    await cache.add('c', 1);
    expect(sent()).toEqual([
      ['set', 'get'],
      ['set', 'add'],
    ]);
  });

  test('at a thousand', async () => {
    const { cache, control } = await queued();
    const sent = sentBy(control);
    for (let n = 0; n < 999; n++) await cache.set(`k${n}`, n);
    expect(sent()).toEqual([]);
    await cache.set('last', 1);
    expect(sent().map(({ length }) => length)).toEqual([1000]);
  });

  test('when the cache closes', async () => {
    const { cache, committed } = await queued();
    await cache.set('k', 1);
    await cache.close();
    expect(await committed.get('k')).toBe(1);
    await cache.set('k', 2);
    expect(await cache.get('k')).toBe(2);
    await cache.close();
    expect(await committed.get('k')).toBe(2);
  });

  test('never, when the cache is destroyed', async () => {
    const { cache, committed } = await queued();
    await cache.set('k', 1);
    await cache.destroy();
    expect(await cache.has('k')).toBe(false);
    expect(await committed.has('k')).toBe(false);
  });

  for (const type of ['pagehide', 'visibilitychange'])
    test(`at ${type}, urgently, whatever is under way`, async () => {
      const { cache, control, committed, page } = await leaving();
      const { done, answer } = control.hold();
      await cache.set('a', 1);
      const flushed = cache.flush();
      await done;
      const sent = sentBy(control);
      await cache.set('b', 1);
      page.dispatchEvent(new Event(type));
      expect(sent()).toEqual([['set']]);
      expect(control.batches.at(-1)!.isUrgent).toBe(true);
      answer();
      await Promise.all([flushed, cache.flush()]);
      expect({ ...(await committed.getMany(['a', 'b'])) }).toEqual({ a: 1, b: 1 });
    });

  test('at the end of its tick in a page that is hidden, where timers may be a minute late', async () => {
    const { cache, control } = await queued();
    vi.stubGlobal('document', { hidden: true });
    const sent = sentBy(control);
    await cache.set('a', 1);
    await Promise.resolve();
    expect(sent()).toEqual([['set']]);
    expect(control.batches.at(-1)!.canWait).toBe(false);
  });

  test('in their order, whatever was sent urgently before them', async () => {
    const { cache, control, page } = await leaving();
    const first = control.hold();
    const writes: Promise<unknown>[] = [cache.incr('k').catch(() => {})];
    await first.done;
    const urgent = control.hold();
    await cache.set('urgent', 1);
    page.dispatchEvent(new Event('pagehide'));
    await urgent.done;
    first.answer();
    await writes[0];
    const sent = sentBy(control);
    writes.push(cache.add('a', 1));
    await settle();
    writes.push(cache.add('b', 1));
    await settle();
    expect(sent(), 'the urgent one is under way still').toEqual([]);
    urgent.answer();
    await Promise.all(writes);
    expect(sent()).toEqual([['add', 'add']]);
  });

  test('a closed cache listens to no page', async () => {
    const page = new EventTarget();
    const heard = new Set<unknown>();
    vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
      heard.add(listener);
      page.addEventListener(type, listener);
    });
    vi.stubGlobal('removeEventListener', (_type: string, listener: () => void) =>
      heard.delete(listener),
    );
    const { cache } = await queued();
    expect(heard.size).toBeGreaterThan(0);
    await cache.close();
    expect(heard.size).toBe(0);
  });
});

test('a store that gathers itself is handed each write at the end of its tick', async () => {
  const memory = memoryStore();
  let sent = 0;
  const store: Store = {
    open(settings) {
      const session = memory.open(settings);
      const execute = (batch: Batch) => {
        sent++;
        return session.execute(batch);
      };
      return { ...session, pipelined: true, execute };
    },
  };
  const cache = createCache({ name: 'gathering', store, acknowledge: 'queued' });
  for (let n = 1; n <= 3; n++) {
    await cache.set('k', n);
    await Promise.resolve();
    expect(sent).toBe(n);
    // What was sent is settled.
    await new Promise((resume) => setImmediate(resume));
  }
  await cache.close();
});

describe('what could not be committed', () => {
  test('is reported once by an error event and once by flush, with its key', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    await cache.set('k', 1);
    expect(errors).toEqual([]);
    expect(await failureOf(cache.flush())).toMatchObject({ code: 'capacity', key: named('k') });
    expect(errors.map(({ code, key }) => [code, key])).toEqual([['capacity', named('k')]]);
    await cache.flush();
    control.fault = undefined;
    await cache.set('k', 1);
    await cache.flush();
  });

  test('is not what a call before it failed to get an answer for: it has a try of its own', async () => {
    for (const ask of ['has', 'delete'] as const) {
      const { cache, control, committed, errors } = await queued();
      control.amend = () => {
        control.amend = undefined;
        throw new CacheError('timeout', 'no progress');
      };
      const { done, answer } = control.hold();
      const asked = cache[ask]('other').catch(() => {});
      await done;
      await cache.set('k', 1);
      answer();
      await asked;
      expect(await cache.get('k')).toBe(1);
      await cache.flush();
      expect(await committed.get('k')).toBe(1);
      expect(errors.map(({ key }) => key)).not.toContainEqual(named('k'));
    }
  });

  test('is no longer visible when it is reported', async () => {
    const { cache, control } = await queued();
    const reads: Promise<unknown>[] = [];
    cache.addEventListener('error', () => reads.push(cache.get('k', 'gone')));
    control.fault = ({ operations }) => operations.some(({ type }) => type === 'set') && full();
    await cache.set('k', 1);
    await failureOf(cache.flush());
    expect(await Promise.all(reads)).toEqual(['gone']);
  });

  test('is reported by flush if it failed before', async () => {
    const { cache, control, errors } = await queued();
    await cache.flush();
    control.fault = full;
    await cache.set('k', 1);
    await cache.get('other');
    control.fault = undefined;
    expect(errors.map(({ code, key }) => [code, key])).toContainEqual(['capacity', named('k')]);
    const failure = await failureOf(cache.flush());
    expect(failure).toMatchObject({ code: 'capacity', key: named('k') });
    await cache.flush();
  });

  test('an operation that failed alone is reported with its key, and the others are committed', async () => {
    const { cache, control, errors, committed } = await queued();
    control.amend = ([first, ...others]) => [
      { hit: false, error: { ...full(), code: 'capacity', message: 'full' } },
      ...others.map((one) => ({ ...first, ...one })),
    ];
    await cache.set('a', 1);
    await cache.set('b', 2);
    expect(await failureOf(cache.flush())).toMatchObject({ code: 'capacity', key: named('a') });
    expect(errors.map(({ key }) => key)).toEqual([named('a')]);
    control.amend = undefined;
    expect(await committed.get('b')).toBe(2);
  });

  test('is not there any more', async () => {
    const { cache, control } = await queued();
    await cache.set('k', 'old');
    await cache.flush();
    control.fault = full;
    await cache.set('k', 'new');
    expect(await cache.get('k')).toBe('new');
    await failureOf(cache.flush());
    control.fault = undefined;
    expect(await cache.get('k')).toBe('old');
  });

  test('of many keys, flush names the first and holds all of them', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    await cache.setMany({ a: 1, b: 2, c: 3 });
    const failure = await failureOf(cache.flush());
    expect(failure).toMatchObject({ code: 'capacity', key: named('a') });
    const { errors: inner } = failure.cause as AggregateError;
    expect(inner).toEqual(expect.arrayContaining(errors));
    expect(errors.map(({ key }) => key)).toEqual(['a', 'b', 'c'].map(named));
    await cache.flush();
  });

  test('of very many, flush holds a hundred', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    await cache.setMany(Array.from({ length: 150 }, (_, n) => [`k${n}`, n] as const));
    const { cause } = await failureOf(cache.flush());
    expect((cause as AggregateError).errors.length).toBe(100);
    expect(errors.length).toBe(150);
  });

  test('is named as the caller named it', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    await cache.namespace('n').set('a:b', 1, { version: 7 });
    expect(await failureOf(cache.flush())).toMatchObject({ key: 'a:b' });
    expect(errors.map(({ key }) => key)).toEqual(['a:b']);
  });

  test('for a single key, flush rejects with the error of the event', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    await cache.set('k', 1);
    expect(await failureOf(cache.flush())).toBe(errors[0]);
  });

  test('is reported by close, which still closes', async () => {
    const { cache, control } = await queued();
    control.fault = full;
    await cache.set('k', 1);
    expect(await failureOf(cache.close())).toMatchObject({ code: 'capacity', key: named('k') });
    control.fault = undefined;
    await cache.close();
    expect(await cache.add('k', 2)).toBe(true);
  });

  test('a later set of the key is not taken for the one that failed', async () => {
    const { cache, control, committed } = await queued();
    const { done, answer } = control.hold();
    control.amend = () => {
      control.amend = undefined;
      throw full();
    };
    await cache.set('k', 1);
    const flushed = failureOf(cache.flush());
    await done;
    await cache.set('k', 2);
    answer();
    await flushed;
    expect(await cache.get('k')).toBe(2);
    await cache.flush();
    expect(await committed.get('k')).toBe(2);
  });

  test('what awaits the store rejects at the call', async () => {
    const { cache, control, errors } = await queued();
    control.fault = full;
    for (const call of [
      () => cache.add('k', 1),
      () => cache.incr('k'),
      () => cache.touch('k'),
      () => cache.delete('k'),
      () => cache.incrVersion('k'),
      () => cache.clear(),
    ])
      expect(await failureOf(call())).toMatchObject({ code: 'capacity' });
    expect(errors).toEqual([]);
    await cache.flush();
  });
});

describe('what is not accepted', () => {
  test('a bad argument rejects at once', async () => {
    const { cache, control } = await queued();
    const sent = sentBy(control);
    for (const call of [
      cache.set('', 1),
      cache.set('k', 1, Number.NaN),
      cache.set('k', 1, { version: 0.5 }),
      cache.setMany([
        ['k', 1],
        ['', 2],
      ]),
    ])
      expect(await failureOf(call)).toMatchObject({ code: 'invalid-argument' });
    await cache.flush();
    expect(sent()).toEqual([]);
  });

  test('an unstorable value rejects, and leaves neither a queued value nor a stored one', async () => {
    const { cache, committed } = await queued();
    await cache.set('k', 'stored');
    await cache.flush();
    await cache.set('k', 'queued');
    const refused = failureOf(cache.set('k', () => 1));
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(await refused).toMatchObject({ code: 'data', key: 'k' });
    await cache.flush();
    expect(await committed.has('k')).toBe(false);
  });

  test('an unstorable value among many is named, and the others are accepted', async () => {
    const { cache, committed, errors } = await queued();
    expect(await cache.setMany({ a: 1, bad: Symbol('s'), b: 2 })).toEqual(['bad']);
    expect(errors.map(({ code, key }) => [code, key])).toEqual([['data', 'bad']]);
    await cache.flush();
    expect({ ...(await committed.getMany(['a', 'b', 'bad'])) }).toEqual({ a: 1, b: 2 });
  });
});
