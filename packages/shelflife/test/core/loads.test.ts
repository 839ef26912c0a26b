/** Loads and what happens to them at each of their steps, over a store that the test controls. */
import { createCache, indexedDBStore, type LoaderContext, type UntypedCache } from 'shelflife';
import 'fake-indexeddb/auto';
import type { Operation } from 'shelflife/store';
import { afterEach, expect, test, vi } from 'vitest';
import { failureOf, gate } from '../../src/testing/fixture.js';
import { type ControlledCache, controlledStore } from '../support/controlled-store.js';

afterEach(() => vi.restoreAllMocks());

const types = ({ batches }: ControlledCache) =>
  batches.flatMap(({ operations }) => operations.map(({ type }) => type));

const has = (type: Operation['type']) => (batch: { operations: readonly Operation[] }) =>
  batch.operations.some((operation) => operation.type === type);

/** Starts a load of `k` that runs until `result` is opened. */
async function startLoad(cache: UntypedCache, options = {}) {
  const loading = gate<LoaderContext>();
  const result = gate<unknown>();
  const answer = cache.getOrSet(
    'k',
    (context: LoaderContext) => {
      loading.open(context);
      return result.promise;
    },
    options,
  );
  return { answer, result, context: await loading.promise };
}

const failing = () => Promise.reject(new Error('500'));

test.each([true, false])(
  'stale answers after a failed load cost no write each, with memory: %s',
  async (memory) => {
    const { clock, open } = controlledStore({ memory });
    const [one, other] = [open(), open()];
    const options = { staleWhileRevalidate: 60, retryAfter: 20 };
    await one.cache.set('k', 'old', { timeout: 10, staleWhileRevalidate: 60 });
    clock.advance(10);
    await other.cache.getOrSet('k', failing, { staleIfError: 60, retryAfter: 20 });
    await one.cache.getOrSet('k', failing, options);
    await one.cache.flush();
    const before = one.batches.length;
    for (let n = 0; n < 5; n++) {
      expect(await one.cache.getOrSet('k', failing, options)).toBe('old');
      await one.cache.flush();
    }
    expect(one.batches.slice(before).filter(has('lease'))).toEqual([]);
    clock.advance(20);
    expect(await one.cache.getOrSet('k', () => 'new', { timeout: 10 })).toBe('new');
    await one.cache.set('k', 'old', { timeout: 10, staleWhileRevalidate: 60 });
    clock.advance(10);
    expect(await one.cache.getOrSet('k', () => 'newer', { staleIfError: 60 })).toBe('newer');
  },
);

test('a renewal that another cache has under way costs no write for each stale answer', async () => {
  const { clock, open } = controlledStore();
  const [one, other] = [open(), open()];
  const options = { timeout: 10, staleWhileRevalidate: 60 };
  await one.cache.set('k', 'old', options);
  clock.advance(10);
  const renewal = await startLoad(one.cache, { timeout: 10 });
  for (let n = 0; n < 5; n++) {
    expect(await other.cache.getOrSet('k', failing, options)).toBe('old');
    await other.cache.flush();
  }
  expect(other.batches.filter(has('lease')).length).toBe(1);
  renewal.result.open('new');
  await renewal.answer;
  expect(await other.cache.getOrSet('k', failing, options)).toBe('new');
});

test('a waiter answers the stale value if the holder fails, also with retryAfter 0', async () => {
  const { clock, open } = controlledStore();
  const [one, other] = [open(), open()];
  await one.cache.set('k', 'old', { timeout: 10, staleIfError: 60 });
  clock.advance(10);
  const options = { staleIfError: 60, retryAfter: 0 };
  const load = await startLoad(one.cache, options);
  let calls = 0;
  const waiting = other.cache.getOrSet('k', () => ++calls, options);
  await vi.waitFor(() => expect(types(other)).toContain('lease'));
  load.result.fail(new Error('500'));
  expect(await load.answer).toBe('old');
  expect(await waiting).toBe('old');
  expect(calls).toBe(0);
});

test('a fresh caller is not answered with the value that was there before', async () => {
  const { open } = controlledStore();
  const [one, other] = [open(), open()];
  await one.cache.set('k', 'old');
  const first = await startLoad(one.cache, { fresh: true });
  const second = await startLoad(other.cache, { fresh: true });
  first.result.open('first');
  expect(await first.answer).toBe('first');
  second.result.open('second');
  expect(await second.answer).toBe('second');
  expect(await one.cache.get('k')).toBe('second');
});

test('a live entry is answered by a read while a fresh load is under way', async () => {
  const { open } = controlledStore({ memory: false });
  const { cache } = open();
  await cache.set('k', 'old');
  const load = await startLoad(cache, { fresh: true });
  expect(await cache.getOrSet('k', failing)).toBe('old');
  load.result.open('new');
  expect(await load.answer).toBe('new');
});

test('a fresh caller who waits for a fresh load rejects at once when it aborts', async () => {
  const { open } = controlledStore();
  const { cache } = open();
  const load = await startLoad(cache, { fresh: true });
  const controller = new AbortController();
  let calls = 0;
  const { signal } = controller;
  const waiting = failureOf(cache.getOrSet('k', () => ++calls, { fresh: true, signal }));
  controller.abort(new Error('left'));
  expect((await waiting).message).toBe('left');
  load.result.open('new');
  await load.answer;
  await cache.flush();
  expect(calls).toBe(0);
});

test('no later caller joins a load whose token another cache has ended by a fresh call', async () => {
  const { open } = controlledStore();
  const [one, other] = [open(), open()];
  const load = await startLoad(one.cache);
  const fresh = await startLoad(other.cache, { fresh: true });
  const later = one.cache.getOrSet('k', () => 'unused');
  fresh.result.open('fresh');
  expect(await fresh.answer).toBe('fresh');
  expect(await later).toBe('fresh');
  load.result.open('old');
  await load.answer;
});

test.each([
  ['add', (cache: UntypedCache) => cache.add('k', 'added'), 'added'],
  ['getOrSet of a plain value', (cache: UntypedCache) => cache.getOrSet('k', 'added'), 'added'],
] as const)('after %s no later caller waits for the load', async (_, write, value) => {
  const { open } = controlledStore({ memory: false });
  const { cache } = open();
  const load = await startLoad(cache);
  await write(cache);
  expect(await cache.getOrSet('k', failing)).toBe(value);
  load.result.open('loaded');
  expect(await load.answer).toBe(value);
});

test.each(['get', 'lease'] as const)(
  'a load whose last caller aborts during its %s never calls its loader',
  async (type) => {
    const { open } = controlledStore();
    const control = open();
    const { cache } = control;
    await cache.get('other');
    if (type === 'lease') cache.getOrSet('k', () => 1).catch(() => {});
    const holding = type === 'get' ? control.hold() : undefined;
    const controller = new AbortController();
    let calls = 0;
    const failed = failureOf(cache.getOrSet('l', () => ++calls, { signal: controller.signal }));
    if (!holding) {
      control.fault = (batch) => {
        if (has('lease')(batch)) controller.abort(new Error('left'));
        return undefined;
      };
    } else {
      await holding.done;
      controller.abort(new Error('left'));
    }
    expect((await failed).message).toBe('left');
    holding?.answer();
    await cache.flush();
    await cache.flush();
    expect(calls).toBe(0);
    expect(await cache.getOrSet('l', () => 'next')).toBe('next');
  },
);

test('a lease is given up if its result cannot be stored', async () => {
  const { open } = controlledStore({ deadline: 60 });
  const [one, other] = [open(), open()];
  one.fault = (batch) =>
    has('fulfil')(batch) ? Object.assign(new Error('full'), { code: 'capacity' }) : undefined;
  const load = await startLoad(one.cache);
  await other.cache.get('x');
  const waiting = other.cache.getOrSet('k', () => 'theirs');
  await vi.waitFor(() => expect(types(other)).toContain('lease'));
  load.result.open('mine');
  expect(await load.answer).toBe('mine');
  expect(await waiting).toBe('theirs');
  expect(types(one)).toContain('release');
});

test('who waits does not miss that the lease ends while the answer about it is on its way', async () => {
  const { open } = controlledStore({ deadline: 3600 });
  const [one, other] = [open(), open()];
  vi.stubGlobal('navigator', { locks: { request: () => new Promise(() => {}) } });
  try {
    const load = await startLoad(one.cache);
    const asked = gate<ReturnType<ControlledCache['hold']>>();
    other.fault = () => {
      other.fault = undefined;
      asked.open(other.hold());
      return undefined;
    };
    const waiting = other.cache.getOrSet('k', () => 'theirs');
    const lease = await asked.promise;
    await lease.done;
    load.result.open('mine');
    await load.answer;
    lease.answer();
    expect(await waiting).toBe('mine');
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a caller of getOrSet runs its own loader if a loader of many keys had nothing for the key', async () => {
  const { open } = controlledStore();
  const { cache } = open();
  const result = gate<object>();
  const loading = gate<void>();
  const many = cache.getOrSetMany(['k'], () => {
    loading.open();
    return result.promise as Promise<Record<string, unknown>>;
  });
  await loading.promise;
  const single = cache.getOrSet('k', () => 'single');
  const others = cache.getOrSetMany(['k'], (keys) => keys.map((key) => [key, 'single'] as const));
  result.open({});
  expect({ ...(await many) }).toEqual({});
  expect(await single).toBe('single');
  expect({ ...(await others) }).toEqual({ k: 'single' });
});

test.each(['close', 'destroy'] as const)(
  'a fresh load that waits for its turn at a %s answers, and stores nothing',
  async (end) => {
    const { open } = controlledStore();
    const { cache } = open();
    const load = await startLoad(cache, { fresh: true });
    const next = cache.getOrSet('k', () => 'next', { fresh: true });
    await cache[end]();
    load.result.open('first');
    expect(await load.answer).toBe('first');
    expect(await next).toBe('next');
    expect(await cache.get('k')).toBe(undefined);
  },
);

test.each(['close', 'destroy'] as const)(
  'a clock that breaks during a %s harms nobody',
  async (end) => {
    let now: unknown = 1;
    const { open } = controlledStore({ now: () => now as number });
    const { cache } = open();
    const load = await startLoad(cache);
    now = 'broken';
    await cache[end]().catch(() => {});
    load.result.open('loaded');
    await Promise.allSettled([load.answer]);
    now = 1;
  },
);

test('a renewal that fails is reported although a caller waits for it', async () => {
  const { clock, open } = controlledStore();
  const { cache, errors } = open();
  const options = { timeout: 10, staleWhileRevalidate: 60 };
  await cache.set('k', 'old', options);
  clock.advance(10);
  const loading = gate<void>();
  const result = gate<string>();
  const load = () => {
    loading.open();
    return result.promise;
  };
  expect(await cache.getOrSet('k', load, options)).toBe('old');
  await loading.promise;
  const waiting = failureOf(cache.getOrSet('k', failing));
  await cache.get('other');
  const error = new Error('500');
  result.fail(error);
  expect(await waiting).toBe(error);
  expect(errors.map(({ code, cause }) => [code, cause])).toEqual([['load-failed', error]]);
});

test('a hundred misses in a tick share three transactions', async () => {
  const cache = createCache({ name: 'a hundred misses', store: indexedDBStore() });
  await cache.get('open');
  await cache.set('open', 1);
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const result = gate<void>();
  let calls = 0;
  const load = async ({ key }: LoaderContext) => {
    if (++calls === 100) result.open();
    await result.promise;
    return key;
  };
  const keys = Array.from({ length: 100 }, (_, n) => `k${n}`);
  expect(await Promise.all(keys.map((key) => cache.getOrSet(key, load)))).toEqual(keys);
  expect(transaction.mock.calls.map(([, mode]) => mode)).toEqual([
    'readonly',
    'readwrite',
    'readwrite',
  ]);
  await cache.destroy();
});

test('getOrSetMany of 500 keys, each named twice, costs three transactions and one call', async () => {
  const cache = createCache({ name: 'five hundred keys', store: indexedDBStore() });
  await cache.set('open', 1);
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const keys = Array.from({ length: 500 }, (_, n) => `k${n}`);
  const asked: number[] = [];
  const load = async (missing: readonly string[]) => {
    asked.push(missing.length);
    return missing.map((key) => [key, key] as const);
  };
  const found = await cache.getOrSetMany([...keys, ...keys], load);
  expect(Object.keys(found)).toEqual(keys);
  expect(asked).toEqual([500]);
  expect(transaction.mock.calls.length).toBe(3);
  await cache.destroy();
});

test('getOrSetMany ends at loadDeadline if its loader asks for a key of its own', async () => {
  const { open } = controlledStore();
  const { cache } = open();
  const options = { loadDeadline: 0.02 };
  const ask = (): Promise<Record<string, unknown>> =>
    cache.getOrSetMany(['k', 'l'], ask, options) as Promise<Record<string, unknown>>;
  expect((await failureOf(cache.getOrSetMany(['k'], ask, options))).code).toBe('load-timeout');
});
