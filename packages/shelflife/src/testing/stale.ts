/** Stale values: answered while a load renews them, or where it fails. */
import type { UntypedCache } from '../index.js';
import { type Check, failureOf, gate } from './fixture.js';

/** Stores `old` for ten seconds, with bounds, and lets it expire. */
async function expire(
  { set }: UntypedCache,
  clock: { advance(seconds: number): void },
  bounds: object,
) {
  await set('k', 'old', { timeout: 10, ...bounds });
  clock.advance(10);
}

/** A loader that can be made to fail, and says when it is called. */
function endpoint() {
  const calls: unknown[] = [];
  const state = { failure: undefined as unknown, calls };
  const load = async () => {
    calls.push(1);
    if (state.failure) throw state.failure;
    return `new ${calls.length}`;
  };
  return { ...state, state, load };
}

/** Resolves at the next `error` event of that code. */
function reported(cache: UntypedCache, code: string): Promise<Error> {
  return new Promise((resolve) => {
    cache.addEventListener('error', ({ error }) => error.code === code && resolve(error));
  });
}

export function staleValues(check: Check): void {
  check('to every other call an expired entry is a miss', async ({ cache, clock, expect }) => {
    await expire(cache, clock, { staleWhileRevalidate: 60, staleIfError: 60 });
    expect(await cache.get('k')).toBe(undefined);
    expect(await cache.has('k')).toBe(false);
    expect(await cache.ttl('k')).toBe(undefined);
    expect({ ...(await cache.getMany(['k'])) }).toEqual({});
    expect(await cache.touch('k', 10)).toBe(false);
    expect((await failureOf(cache.incr('k'))).code).toBe('key-not-found');
    expect((await failureOf(cache.incrVersion('k'))).code).toBe('key-not-found');
    for await (const key of cache.keys()) expect(key).toBe('no key');
    expect(await cache.getOrSet('k', () => 'unused', { staleIfError: 60, shared: true })).toBe(
      'unused',
    );
    await expire(cache, clock, { staleIfError: 60 });
    expect(await cache.delete('k')).toBe(false);
    await expire(cache, clock, { staleIfError: 60 });
    expect(await cache.add('k', 'added')).toBe(true);
  });

  check(
    'within staleWhileRevalidate it is answered at once, and renewed once',
    async ({ cache, clock, expect }) => {
      const { load, calls } = endpoint();
      const options = { timeout: 10, staleWhileRevalidate: 60 };
      await expire(cache, clock, options);
      const result = gate<void>();
      const slow = async () => {
        await result.promise;
        return load();
      };
      for (let n = 0; n < 3; n++) expect(await cache.getOrSet('k', slow, options)).toBe('old');
      const renewed = cache.getOrSet('k', slow, 10);
      result.open();
      expect(await renewed).toBe('new 1');
      expect(await cache.getOrSet('k', slow, options)).toBe('new 1');
      expect(calls.length).toBe(1);
    },
  );

  for (const [what, writer, caller] of [
    ['its writer', 20, 60],
    ['its caller', 60, 20],
  ] as const)
    check(`${what} bounds for how long it is answered`, async ({ cache, clock, expect }) => {
      await expire(cache, clock, { staleWhileRevalidate: writer });
      const { load } = endpoint();
      clock.advance(20);
      const call = { staleWhileRevalidate: caller };
      expect(await cache.getOrSet('k', load, call)).toBe('new 1');
    });

  check('the bounds of the cache count where a call has none', async (fixture) => {
    const { another, clock, expect } = fixture;
    const cache = another({ loading: { staleWhileRevalidate: 60 } });
    await cache.set('k', 'old', 10);
    clock.advance(69.999);
    const { load } = endpoint();
    expect(await cache.getOrSet('k', load)).toBe('old');
  });

  check('within staleIfError it is answered if the load fails', async (fixture) => {
    const { cache, clock, expect } = fixture;
    const { load, state } = endpoint();
    const options = { timeout: 10, staleIfError: 60, retryAfter: 5 };
    await expire(cache, clock, { staleIfError: 60 });
    state.failure = new Error('500');
    const event = reported(cache, 'load-failed');
    expect(await cache.getOrSet('k', load, options)).toBe('old');
    expect((await event).cause).toBe(state.failure);
    expect(await failureOf(cache.getOrSet('k', load))).toBe(state.failure);
    clock.advance(60);
    expect(await failureOf(cache.getOrSet('k', load, options))).toBe(state.failure);
  });

  check(
    'after a failure it is answered without another try for retryAfter, in all caches',
    async (fixture) => {
      const { cache, another, clock, expect } = fixture;
      const { load, state, calls } = endpoint();
      const options = { timeout: 10, staleIfError: 60, retryAfter: 5 };
      await expire(cache, clock, { staleIfError: 60 });
      state.failure = new Error('500');
      for (const one of [cache, another(), cache])
        expect(await one.getOrSet('k', load, options)).toBe('old');
      expect(calls.length).toBe(1);
      clock.advance(5);
      state.failure = undefined;
      expect(await another().getOrSet('k', load, options)).toBe('new 2');
    },
  );

  check('a renewal that fails is reported, and the old value stays', async (fixture) => {
    const { cache, clock, expect } = fixture;
    const { load, state } = endpoint();
    const options = { timeout: 10, staleWhileRevalidate: 60 };
    await expire(cache, clock, options);
    state.failure = new Error('500');
    const event = reported(cache, 'load-failed');
    expect(await cache.getOrSet('k', load, options)).toBe('old');
    expect((await event).cause).toBe(state.failure);
    expect(await cache.getOrSet('k', load, options)).toBe('old');
  });

  check('a touch keeps the bounds, and touch(0) removes the entry', async (fixture) => {
    const { cache, clock, expect } = fixture;
    const { load } = endpoint();
    const options = { timeout: 10, staleWhileRevalidate: 60 };
    await cache.set('k', 'old', options);
    await cache.touch('k', 20);
    clock.advance(79.999);
    expect(await cache.getOrSet('k', load, options)).toBe('old');
    await cache.touch('k', 0);
    expect(await cache.getOrSet('k', () => 'loaded', options)).toBe('loaded');
  });

  check('a moment may be given instead of a timeout', async ({ cache, clock, expect }) => {
    await cache.set('k', 1, { expires: clock.now + 5_000 });
    await cache.set('date', 1, { expires: new Date(clock.now + 5_000) });
    expect([await cache.ttl('k'), await cache.ttl('date')]).toEqual([5, 5]);
    expect(await cache.touch('k', { expires: clock.now + 7_000 })).toBe(true);
    expect(await cache.ttl('k')).toBe(7);
    await cache.set('k', 1, { expires: clock.now });
    expect(await cache.has('k')).toBe(false);
    const both = { timeout: 1, expires: 1 } as never;
    expect((await failureOf(cache.set('k', 1, both))).code).toBe('invalid-argument');
  });
}
