/** A store that fails: reads miss, writes reject, an event tells, and nothing else breaks. */
import { CacheError, type CacheOptions, createCache, memoryStore, type Store } from 'shelflife';
import { describe, expect, test } from 'vitest';
import { controlledStore } from '../support/controlled-store.js';

/** A store that is not coherent, so that every read is asked of it. */
function faulty(options: CacheOptions = {}) {
  const control = controlledStore().open(options);
  control.isCoherent = false;
  return { control, cache: control.cache, errors: control.errors };
}

const down = () => new CacheError('connection', 'The connection is lost');
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: CacheError) => error.code,
  );

test('reads of a failing store miss, and an event reports why', async () => {
  const { control, cache, errors } = faulty();
  await cache.set('k', 1);
  control.fault = down;
  expect(await cache.get('k', 'default')).toBe('default');
  expect(await cache.has('k')).toBe(false);
  expect(await cache.ttl('k')).toBe(undefined);
  expect(Object.keys(await cache.getMany(['k', 'l']))).toEqual([]);
  expect(errors.map(({ code }) => code)).toEqual(Array(4).fill('connection'));
  control.fault = undefined;
  expect(await cache.get('k')).toBe(1);
});

test('writes to a failing store and walks over it reject, with code and key', async () => {
  const { control, cache } = faulty();
  await cache.set('k', 1);
  control.fault = down;
  for (const call of [
    () => cache.set('k', 2),
    () => cache.add('k', 2),
    () => cache.touch('k'),
    () => cache.incr('k'),
    () => cache.decr('k'),
    () => cache.delete('k'),
    () => cache.deleteMany(['k']),
    () => cache.incrVersion('k'),
  ]) {
    const error = await call().catch((reason) => reason);
    expect(error).toBeInstanceOf(CacheError);
    expect(error).toMatchObject({ name: 'CacheError', code: 'connection', key: 'k' });
  }
  expect(await codeOf(cache.clear())).toBe('connection');
  expect(await codeOf(cache.keys().next())).toBe('connection');
  expect(await codeOf(cache.entries({ all: true }).next())).toBe('connection');
  control.fault = undefined;
  expect(await cache.get('k')).toBe(1);
});

test('setMany on a failing store resolves to every key, and events report why', async () => {
  const { control, cache, errors } = faulty();
  control.fault = down;
  expect(await cache.setMany({ a: 1, b: 2 })).toEqual(['a', 'b']);
  expect(errors.map(({ key, code }) => [key, code])).toEqual([
    ['a', 'connection'],
    ['b', 'connection'],
  ]);
});

test('getOrSet on a failing store runs its loader and answers', async () => {
  const { control, cache, errors } = faulty();
  control.fault = down;
  expect(await cache.getOrSet('k', async () => 'loaded')).toBe('loaded');
  expect(await cache.getOrSet('k', 'given')).toBe('given');
  expect(errors.map(({ code }) => code)).toEqual(['connection', 'connection']);
  control.fault = undefined;
  expect(await cache.has('k')).toBe(false);
});

test('a store that does not answer is waited for once, not again when the loader is done', async () => {
  const { control, cache } = faulty();
  control.fault = () => new CacheError('timeout', 'No progress');
  expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
  expect(control.batches.map(({ operations }) => operations.map(({ type }) => type))).toEqual([
    ['get'],
  ]);
});

test('a store that answers too little fails the calls, and nothing is left uncaught', async () => {
  const { control, cache, errors } = faulty();
  control.amend = () => [];
  expect(await cache.get('k', 'miss')).toBe('miss');
  expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
  expect(await codeOf(cache.set('k', 1))).toBe('unknown');
  expect(await codeOf(cache.incr('k'))).toBe('unknown');
  expect(errors.map(({ code }) => code)).toEqual(['unknown', 'unknown']);
});

test('if only storing a loaded value fails, the value is returned and an event reports the failure', async () => {
  const { control, cache, errors } = faulty();
  control.fault = ({ operations }) => operations.some(({ type }) => type === 'fulfil') && down();
  expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
  expect(errors.map(({ code, key }) => [code, key])).toEqual([['connection', 'k']]);
});

test.each([
  ['was surely not stored', 'capacity', 0],
  ['may have been stored', 'outcome-unknown', 1],
] as const)(
  'a subscriber of a loaded value that %s (%s) is called %i times',
  async (_, code, calls) => {
    const { control, cache } = faulty();
    const fault = new CacheError(code, 'It failed');
    control.fault = ({ operations }) => operations.some(({ type }) => type === 'fulfil') && fault;
    let told = 0;
    cache.subscribe('k', () => told++);
    await cache.getOrSet('k', () => 'loaded');
    await cache.has('k');
    expect(told).toBe(calls);
  },
);

test('reads that went down with a write are read again alone', async () => {
  const { control, cache, errors } = faulty();
  await cache.set('k', 1);
  const full = new CacheError('capacity', 'The disk is full');
  control.fault = ({ operations }) => operations.some(({ type }) => type === 'set') && full;
  const [got, set] = await Promise.all([cache.get('k'), codeOf(cache.set('l', 1))]);
  expect([got, set]).toEqual([1, 'capacity']);
  expect(errors).toEqual([]);
});

test('a store that throws something else is an unknown failure with a cause', async () => {
  const { control, cache } = faulty();
  const boom = new RangeError('boom');
  control.fault = () => boom;
  const error = await cache.set('k', 1).catch((reason) => reason);
  expect(error).toBeInstanceOf(CacheError);
  expect(error.code).toBe('unknown');
  expect(error.message).toContain('boom');
  expect(error.cause).toBe(boom);
});

describe.each(['committed', 'queued'] as const)(
  'a store that throws when it is opened, %s',
  (acknowledge) => {
    const memory = memoryStore();
    let fault: Error | undefined;
    const store: Store = {
      open(settings) {
        if (fault) throw fault;
        return memory.open(settings);
      },
    };
    const boom = new RangeError('boom');

    test('every call settles as over any store that fails', async () => {
      fault = boom;
      const cache = createCache({ name: 'throws', store, acknowledge });
      const errors: CacheError[] = [];
      cache.addEventListener('error', ({ error }) => errors.push(error));
      expect(await cache.get('k', 'default')).toBe('default');
      expect(await cache.getOrSet('k', () => 'loaded')).toBe('loaded');
      expect(await codeOf(cache.add('k', 1))).toBe('unknown');
      expect(errors[0]?.cause).toBe(boom);
      expect(cache.subscribe('k', () => {})).toBeTypeOf('function');
      expect(await codeOf(cache.clear())).toBe('unknown');
      await cache.close();
    });

    test('a call that has failed is not made later', async () => {
      fault = boom;
      const cache = createCache({ name: `later ${acknowledge}`, store, acknowledge });
      await Promise.allSettled([cache.set('k', 1), cache.set('l', 1)]);
      expect(await codeOf(cache.flush())).toBe(acknowledge === 'queued' ? 'unknown' : 'resolved');
      fault = undefined;
      expect(await cache.get('k', 'none')).toBe('none');
      await cache.set('k', 2);
      await cache.flush();
      expect(await cache.getMany(['k', 'l'])).toEqual({ k: 2 });
    });
  },
);

test('flush and close reject with what was not committed, and close closes', async () => {
  const { control, cache } = faulty();
  control.fault = down;
  const one = codeOf(cache.set('k', 1));
  expect(await codeOf(cache.flush())).toBe('connection');
  await one;
  expect(await codeOf(cache.flush())).toBe('resolved');
  const other = codeOf(cache.set('k', 1));
  expect(await codeOf(cache.close())).toBe('connection');
  await other;
  control.fault = undefined;
  expect(await cache.add('k', 1)).toBe(true);
});

test('flush rejects with a write that failed alone in its batch', async () => {
  const { control, cache } = faulty();
  control.amend = (outcomes) =>
    outcomes.map(() => ({ hit: false, error: { code: 'capacity', message: 'full' } }));
  const set = codeOf(cache.set('k', 1));
  expect(await codeOf(cache.flush())).toBe('capacity');
  expect(await set).toBe('capacity');
});

test('a missing counter is no failure of flush', async () => {
  const { cache } = faulty();
  const incr = codeOf(cache.incr('missing'));
  expect(await codeOf(cache.flush())).toBe('resolved');
  expect(await incr).toBe('key-not-found');
});

test('all calls of a tick are one batch, as are setMany and getMany', async () => {
  const { control, cache } = faulty();
  await Promise.all(Array.from({ length: 500 }, (_, n) => cache.set(`k${n}`, n)));
  await cache.setMany({ a: 1, b: 2, c: 3 });
  await cache.getMany(['a', 'b', 'c']);
  await cache.deleteMany(['a', 'b']);
  expect(control.batches.map(({ operations }) => operations.length)).toEqual([500, 3, 3, 2]);
});

test('calls about no entries reach no store', async () => {
  const { control, cache } = faulty();
  expect(await cache.setMany({})).toEqual([]);
  expect(await cache.getMany([])).toEqual({});
  expect(await cache.deleteMany([])).toBe(0);
  await cache.flush();
  expect(control.batches).toEqual([]);
});

test('a refused argument reaches no store', async () => {
  const { control, cache } = faulty();
  await Promise.allSettled([cache.set('', 1), cache.get(''), cache.set('k', 1, Number.NaN)]);
  await Promise.allSettled([
    cache.setMany([
      ['k', 1],
      ['', 2],
    ]),
    cache.incr('k', Number.NaN),
  ]);
  expect(control.batches).toEqual([]);
});

test("a batch carries its cache's time", async () => {
  const { control, cache } = faulty({ now: () => 12_345 });
  await cache.set('k', 1);
  expect(control.batches.map(({ now }) => now)).toEqual([12_345]);
});

test('reports of the store become events on every view', async () => {
  const { control, cache, errors } = faulty();
  const told: unknown[] = [];
  const view = cache.namespace('a').withVersion(2);
  view.addEventListener('degraded', ({ type, error }) => told.push(type, error.code));
  view.addEventListener('restored', ({ type }) => told.push(type));
  await cache.get('k');
  control.listener().degraded({ code: 'unavailable', message: 'gone' });
  control.listener().restored();
  control.listener().failed({ code: 'corrupt', message: 'broken' });
  expect(told).toEqual(['degraded', 'unavailable', 'restored']);
  expect(errors.map(({ code, name }) => [code, name])).toEqual([['corrupt', 'CacheError']]);
});

test('listeners: once, removal, signal, and the same one twice', async () => {
  const { control, cache } = faulty();
  control.fault = down;
  const heard: string[] = [];
  const { signal, abort } = withAbort();
  const twice = () => heard.push('twice');
  const removed = () => heard.push('removed');
  cache.addEventListener('error', () => heard.push('once'), { once: true });
  cache.addEventListener('error', () => heard.push('signal'), { signal });
  cache.addEventListener('error', () => heard.push('aborted'), { signal: AbortSignal.abort() });
  cache.addEventListener('error', twice);
  cache.addEventListener('error', twice);
  cache.addEventListener('error', removed);
  cache.removeEventListener('error', removed);
  await cache.get('k');
  expect(heard).toEqual(['once', 'signal', 'twice']);
  abort();
  heard.length = 0;
  await cache.get('k');
  expect(heard).toEqual(['twice']);
});

test('a listener that was called once can be added again for good', async () => {
  const { control, cache } = faulty();
  control.fault = down;
  let calls = 0;
  const listener = () => calls++;
  cache.addEventListener('error', listener, { once: true });
  await cache.get('k');
  cache.addEventListener('error', listener);
  await cache.get('k');
  await cache.get('k');
  expect(calls).toBe(3);
});

test('a read that hangs in the store holds up no later read', async () => {
  const { control, cache } = faulty();
  await cache.set('k', 1);
  const { answer } = control.hold();
  const held = cache.get('k');
  await Promise.resolve();
  expect(await cache.get('other', 'soon')).toBe('soon');
  answer();
  expect(await held).toBe(1);
});

function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

test('reads that went down with a write whose outcome is unknown are not run again', async () => {
  const { control, cache } = faulty();
  await cache.set('k', 1);
  control.fault = () => new CacheError('outcome-unknown', 'gone while committing');
  control.batches.length = 0;
  const write = codeOf(cache.incr('k'));
  expect(await cache.get('l', 'default')).toBe('default');
  expect(await write).toBe('outcome-unknown');
  expect(control.batches.length).toBe(1);
});

test('a loaded value that only the store refuses rejects as data', async () => {
  const { control, cache } = faulty();
  const error = { code: 'data', message: 'refused' } as const;
  const failure = cache.getOrSet('k', () => {
    control.amend = (outcomes) => outcomes.map(() => ({ hit: false, error }));
    return 1;
  });
  await expect(failure).rejects.toMatchObject({ code: 'data', key: 'k' });
});

test('a read that fails alone in its batch is a reported miss, and a walk over it rejects', async () => {
  const { control, cache, errors } = faulty({ memory: false });
  await cache.set('k', 1);
  const error = { code: 'unknown', message: 'not now' } as const;
  control.amend = (outcomes) => outcomes.map(() => ({ hit: false, error }));
  expect(await cache.get('k', 'miss')).toBe('miss');
  expect(await cache.has('k')).toBe(false);
  expect(errors.map(({ code, message }) => [code, message])).toEqual([
    ['unknown', 'not now'],
    ['unknown', 'not now'],
  ]);
  expect(await codeOf(cache.keys().next())).toBe('unknown');
  expect(await codeOf(cache.entries().next())).toBe('unknown');
});

test('flush reports any number of failures', async () => {
  const { control, cache } = faulty();
  const error = { code: 'capacity', message: 'full' } as const;
  control.amend = (outcomes) => outcomes.map(() => ({ hit: false, error }));
  const entries = Array.from({ length: 200_000 }, (_, n) => [`k${n}`, n] as const);
  const failed = cache.setMany(entries);
  expect(await codeOf(cache.flush())).toBe('capacity');
  expect((await failed).length).toBe(entries.length);
}, 60_000);

test('a subscriber is called once a store that could not be opened opens', async () => {
  const memory = memoryStore();
  let isBroken = true;
  const store: Store = {
    open(settings) {
      if (isBroken) throw new Error('not yet');
      return memory.open(settings);
    },
  };
  const cache = createCache({ name: 'opens later', store });
  let calls = 0;
  cache.subscribe('k', () => calls++);
  isBroken = false;
  await cache.get('k');
  await new Promise((resolve) => setTimeout(resolve));
  expect(calls).toBe(1);
});
