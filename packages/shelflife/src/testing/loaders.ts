/** What a loader is given, how long it may take, and what its callers can say. */
import type { CacheError, LoaderContext } from '../index.js';
import { type Check, failureOf, gate } from './fixture.js';

export function loaders(check: Check): void {
  check('a loader is told its key, its version and what was there', async (fixture) => {
    const { cache, clock, expect } = fixture;
    const seen: LoaderContext[] = [];
    const load = (context: LoaderContext) => {
      seen.push(context);
      return { n: seen.length };
    };
    const options = { timeout: 10, version: 2, staleIfError: 60 };
    await cache.getOrSet('k', load, options);
    clock.advance(10);
    await cache.getOrSet('k', load, options);
    await cache.getOrSet('k', load, { ...options, fresh: true });
    expect(seen.map(({ key, version }) => [key, version])).toEqual(Array(3).fill(['k', 2]));
    expect(seen.map(({ previous }) => previous)).toEqual([
      undefined,
      { value: { n: 1 }, expires: clock.now },
      { value: { n: 2 }, expires: clock.now + 10_000 },
    ]);
  });

  check('a loader may say how its result is stored', async ({ cache, expect }) => {
    await cache.getOrSet('k', ({ store }) => {
      store({ timeout: 20 });
      return 1;
    });
    expect(await cache.ttl('k')).toBe(20);
    await cache.getOrSet('none', ({ store }) => {
      store(false);
      return 1;
    });
    expect(await cache.has('none')).toBe(false);
  });

  check('store(false) leaves the old entry, a timeout of 0 removes it', async (fixture) => {
    const { cache, expect } = fixture;
    await cache.set('k', 'old');
    const say = (options: { timeout: number } | false) =>
      cache.getOrSet(
        'k',
        ({ store }) => {
          store(options);
          return 'new';
        },
        { fresh: true },
      );
    expect(await say(false)).toBe('new');
    expect(await cache.get('k')).toBe('old');
    expect(await say({ timeout: 0 })).toBe('new');
    expect(await cache.has('k')).toBe(false);
  });

  check('a wrong word about storing is an error of the loader', async ({ cache, expect }) => {
    const failed = cache.getOrSet('k', ({ store }) => store({ ttl: 1 } as never));
    expect((await failureOf(failed)).message).toMatch(/ttl/);
    expect(await cache.has('k')).toBe(false);
  });

  check('a fresh call loads although a live value is there', async ({ cache, expect }) => {
    await cache.set('k', 'old');
    expect(await cache.getOrSet('k', () => 'new', { fresh: true })).toBe('new');
    expect(await cache.get('k')).toBe('new');
    const failure = new Error('500');
    const failing = () => Promise.reject(failure);
    const stale = { fresh: true, staleIfError: 100 };
    expect(await failureOf(cache.getOrSet('k', failing, stale))).toBe(failure);
    expect(await cache.get('k')).toBe('new');
  });

  check('fresh calls made during a fresh load share one more', async ({ cache, expect }) => {
    const result = gate<void>();
    const loading = gate<void>();
    let calls = 0;
    const load = async () => {
      const call = ++calls;
      loading.open();
      await result.promise;
      return call;
    };
    const first = cache.getOrSet('k', load, { fresh: true });
    await loading.promise;
    const others = [1, 2, 3].map(() => cache.getOrSet('k', load, { fresh: true }));
    result.open();
    expect(await first).toBe(1);
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    expect(await cache.get('k')).toBe(2);
  });

  check('a fresh load ends the one under way: that stores nothing', async (fixture) => {
    const { cache, expect } = fixture;
    const result = gate<string>();
    const loading = gate<void>();
    const slow = cache.getOrSet('k', () => {
      loading.open();
      return result.promise;
    });
    await loading.promise;
    expect(await cache.getOrSet('k', () => 'fresh', { fresh: true })).toBe('fresh');
    result.open('slow');
    await slow;
    expect(await cache.get('k')).toBe('fresh');
  });

  check(
    'a caller that aborts rejects with its reason; the others are answered',
    async (fixture) => {
      const { cache, expect } = fixture;
      const controller = new AbortController();
      const result = gate<string>();
      const loading = gate<AbortSignal>();
      const load = ({ signal }: LoaderContext) => {
        loading.open(signal);
        return result.promise;
      };
      const aborted = failureOf(cache.getOrSet('k', load, { signal: controller.signal }));
      const other = cache.getOrSet('k', load);
      const signal = await loading.promise;
      const reason = new Error('left');
      controller.abort(reason);
      expect(await aborted).toBe(reason);
      expect(signal.aborted).toBe(false);
      result.open('loaded');
      expect(await other).toBe('loaded');
    },
  );

  check(
    "when the last caller aborts, so does the loader's signal, and nothing is stored",
    async (fixture) => {
      const { cache, expect } = fixture;
      const controllers = [new AbortController(), new AbortController()];
      const loading = gate<AbortSignal>();
      const result = gate<string>();
      const load = ({ signal }: LoaderContext) => {
        loading.open(signal);
        return result.promise;
      };
      const callers = controllers.map(({ signal }) =>
        failureOf(cache.getOrSet('k', load, { signal })),
      );
      const signal = await loading.promise;
      for (const controller of controllers) controller.abort();
      await Promise.all(callers);
      expect(signal.aborted).toBe(true);
      const next = await cache.getOrSet('k', () => 'next');
      expect(next).toBe('next');
      result.open('late');
      await cache.flush();
      expect(await cache.get('k')).toBe('next');
    },
  );

  check('an aborted signal rejects at once, and nothing is loaded', async ({ cache, expect }) => {
    const signal = AbortSignal.abort(new Error('left'));
    let calls = 0;
    const failed = cache.getOrSet('k', () => calls++, { signal });
    expect((await failureOf(failed)).message).toBe('left');
    expect(calls).toBe(0);
  });

  check(
    'a loader that takes too long is aborted, and its result is not stored',
    async (fixture) => {
      const { cache, expect } = fixture;
      const result = gate<string>();
      let signal: AbortSignal | undefined;
      const slow = (context: LoaderContext) => {
        signal = context.signal;
        return result.promise;
      };
      const error = await failureOf(cache.getOrSet('k', slow, { loadDeadline: 0.01 }));
      expect([error.code, (error as CacheError).key]).toEqual(['load-timeout', 'k']);
      expect(signal?.aborted).toBe(true);
      result.open('late');
      await cache.flush();
      expect(await cache.has('k')).toBe(false);
    },
  );

  check('a loader that asks for its own key ends with an error', async ({ cache, expect }) => {
    const ask = async (): Promise<unknown> => cache.getOrSet('k', ask, { loadDeadline: 0.05 });
    const error = await failureOf(cache.getOrSet('k', ask, { loadDeadline: 0.02 }));
    expect(error.code).toBe('load-timeout');
    expect(error.message).toMatch(/its own key/);
  });

  check('jitter takes up to its share off the timeout', async ({ cache, expect }) => {
    for (let n = 0; n < 20; n++) {
      await cache.getOrSet(`k${n}`, () => 1, { timeout: 100, jitter: 0.5 });
      const left = await cache.ttl(`k${n}`);
      expect(Number(left) > 49.9 && Number(left) <= 100).toBe(true);
    }
    await cache.getOrSet('ever', () => 1, { timeout: null, jitter: 0.5 });
    expect(await cache.ttl('ever')).toBe(null);
  });

  check('with a timeout of 0 nothing is stored or removed', async (fixture) => {
    const { cache, clock, expect } = fixture;
    expect(await cache.getOrSet('k', () => 1, 0)).toBe(1);
    expect(await cache.has('k')).toBe(false);
    await cache.set('k', 'old', { timeout: 10, staleIfError: 60 });
    clock.advance(10);
    expect(await cache.getOrSet('k', () => 2, 0)).toBe(2);
    const failing = () => Promise.reject(new Error('500'));
    expect(await cache.getOrSet('k', failing, { staleIfError: 60 })).toBe('old');
  });
}
