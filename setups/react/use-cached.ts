/** What a component sees of `useCached`, in a page of jsdom. */
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode } from 'react';
import { createCache, type LoaderContext, nullStore } from 'shelflife';
import { type Cached, type CachedOptions, useCached } from 'shelflife/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deferred, tabs } from './fixture.js';

afterEach(cleanup);

const state = ({ data, error, isLoading, isStale }: Cached<unknown>) => ({
  data,
  error,
  isLoading,
  isStale,
});
const loading = { data: undefined, error: undefined, isLoading: true, isStale: false };
const shown = (data: unknown) => ({ data, error: undefined, isLoading: false, isStale: false });
const stale = (data: unknown) => ({ ...shown(data), isStale: true });

/** Renders the hook for the key `k`, and records what each render shows. */
function show(
  cache = tabs().cache,
  loader: (context: LoaderContext) => unknown = () => 'loaded',
  options: CachedOptions = {},
  wrapper?: typeof StrictMode,
) {
  const renders: ReturnType<typeof state>[] = [];
  const hook = renderHook(
    ({ key, load }) => {
      const cached = useCached(cache, key, load, options);
      renders.push(state(cached));
      return cached;
    },
    { initialProps: { key: 'k', load: loader }, ...(wrapper && { wrapper }) },
  );
  const shows = (expected: unknown) =>
    waitFor(() => expect(state(hook.result.current)).toEqual(expected));
  return { ...hook, renders, shows };
}

describe.each([
  ['', undefined],
  [', in strict mode', StrictMode],
] as const)('useCached%s', (_, wrapper) => {
  test('shows that it loads, and then the value', async () => {
    const { renders, shows } = show(undefined, undefined, {}, wrapper);
    await shows(shown('loaded'));
    expect(renders[0]).toEqual(loading);
  });

  test('loads once for many components', async () => {
    const { cache } = tabs();
    const load = vi.fn(() => ({ title: 'RRR' }));
    const all = [1, 2, 3].map(() => show(cache, load, {}, wrapper));
    for (const { shows } of all) await shows(shown({ title: 'RRR' }));
    expect(load).toHaveBeenCalledOnce();
    expect(all[0]!.result.current.data).toBe(all[1]!.result.current.data);
  });

  test('aborts a load when its only component is unmounted', async () => {
    const called = deferred<AbortSignal>();
    const load = ({ signal }: LoaderContext) => {
      called.resolve(signal);
      return new Promise(() => {});
    };
    const { unmount } = show(undefined, load, {}, wrapper);
    const signal = await called.promise;
    unmount();
    await waitFor(() => expect(signal.aborted).toBe(true));
  });
});

describe('the value', () => {
  test('is shown at once where memory holds it', async () => {
    const { cache } = tabs();
    await cache.set('k', 'held');
    const load = vi.fn();
    const { renders } = show(cache, load);
    await act(async () => {});
    expect(renders).toEqual([shown('held')]);
    expect(load).not.toHaveBeenCalled();
  });

  test('comes from the store where another tab has written it', async () => {
    const { cache, other } = tabs();
    await other.set('k', 'stored');
    const load = vi.fn();
    await show(cache, load).shows(shown('stored'));
    expect(load).not.toHaveBeenCalled();
  });

  test.each([undefined, null, 0])('may be %s', async (value) => {
    const { cache } = tabs();
    const load = vi.fn(() => value);
    const { result, shows } = show(cache, load);
    await shows(shown(value));
    load.mockImplementation(() => {
      throw new Error('down');
    });
    await act(() => result.current.refresh());
    await shows({ ...shown(value), error: new Error('down') });
  });

  test('is shown when it is set, here or in another tab', async () => {
    const { cache, other } = tabs();
    const { shows } = show(cache);
    await shows(shown('loaded'));
    await act(() => cache.set('k', 'mine'));
    await shows(shown('mine'));
    await act(() => other.set('k', 'theirs'));
    await shows(shown('theirs'));
  });

  test('renders nothing again where an equal one is set', async () => {
    const { cache, other } = tabs();
    const value = () => ({ seats: ['A1', { row: 1 }], at: new Date(0), tags: new Set(['x']) });
    const { renders, shows } = show(cache, value);
    await shows(shown(value()));
    const before = renders.length;
    await act(() => cache.set('k', value()));
    await act(() => other.set('k', value()));
    await act(() => cache.get('k'));
    expect(renders.length).toBe(before);
  });

  test('renders once for 1,000 writes of a tick', async () => {
    const { cache } = tabs();
    const { renders, shows } = show(cache);
    await shows(shown('loaded'));
    const before = renders.length;
    await act(async () => {
      await Promise.all(Array.from({ length: 1000 }, (_, n) => cache.set('k', n)));
    });
    expect(renders.slice(before)).toEqual([shown(999)]);
  });

  test('keeps the identity of its parts that are equal', async () => {
    const { cache } = tabs();
    const { result, shows } = show(cache, () => ({ courses: [{ id: 1 }, { id: 2 }], page: 1 }));
    await waitFor(() => expect(result.current.isLoading).toBe(false));
    const before = result.current.data as { courses: unknown[] };
    const next = { courses: [{ id: 1 }, { id: 3 }], page: 2 };
    await act(() => cache.set('k', next));
    await shows(shown(next));
    const after = result.current.data as { courses: unknown[] };
    expect(after.courses[0]).toBe(before.courses[0]);
    expect(after.courses[1]).not.toBe(before.courses[1]);
  });
});

describe('a value that is gone', () => {
  test.each(['expires', 'had expired in memory before'])(
    'is shown as stale while it is loaded again: it %s',
    async (how) => {
      const { cache, advance } = tabs();
      const next = deferred();
      const load = vi.fn<() => unknown>(() => next.promise);
      if (how === 'expires') load.mockReturnValueOnce('old');
      else await cache.set('k', 'old', 0.02);
      const { shows } = show(cache, load, { timeout: 0.02 });
      await shows(shown('old'));
      advance(1);
      await shows(stale('old'));
      next.resolve('new');
      await shows(shown('new'));
    },
  );

  test('is shown as stale while it is loaded again: another tab deletes it', async () => {
    const { cache, other } = tabs();
    const next = deferred();
    const load = vi.fn<() => unknown>(() => next.promise).mockReturnValueOnce('old');
    const { shows } = show(cache, load);
    await shows(shown('old'));
    await act(() => other.delete('k'));
    await shows(stale('old'));
    next.resolve('new');
    await shows(shown('new'));
  });

  test('stays, with the error, if it cannot be loaded again', async () => {
    const { cache } = tabs();
    const load = vi.fn<() => unknown>(() => Promise.reject(new Error('down')));
    const { shows } = show(cache, load.mockReturnValueOnce('old'));
    await shows(shown('old'));
    await act(() => cache.delete('k'));
    await shows({ ...stale('old'), error: new Error('down') });
  });

  test('is stale within staleWhileRevalidate, and renewed', async () => {
    const { cache, advance } = tabs();
    const next = deferred();
    const options = { timeout: 10, staleWhileRevalidate: 60 };
    await cache.set('k', 'old', options);
    advance(20);
    const { renders, shows } = show(cache, () => next.promise, options);
    await shows(stale('old'));
    expect(renders[0]).toEqual(stale('old'));
    next.resolve('new');
    await shows(shown('new'));
  });
});

describe('loading', () => {
  test('fails with the error of the loader, and refresh() tries again', async () => {
    const load = vi.fn<() => unknown>().mockRejectedValueOnce(new Error('down'));
    const { result, renders, shows } = show(undefined, load.mockReturnValueOnce('loaded'));
    await shows({ ...shown(undefined), error: new Error('down') });
    const before = renders.length;
    await act(() => result.current.refresh());
    await shows(shown('loaded'));
    expect(renders[before]).toEqual(loading);
  });

  test('refresh() loads although a live value is there, which is stale meanwhile', async () => {
    const next = deferred();
    const load = vi.fn<() => unknown>(() => next.promise).mockReturnValueOnce('old');
    const { result, shows } = show(undefined, load);
    await shows(shown('old'));
    act(() => void result.current.refresh());
    await shows(stale('old'));
    next.resolve('new');
    await shows(shown('new'));
  });

  test('uses the loader of the latest render', async () => {
    const { cache } = tabs();
    const { rerender, shows } = show(cache, () => 'first');
    await shows(shown('first'));
    rerender({ key: 'k', load: () => 'second' });
    await shows(shown('first'));
    await act(() => cache.delete('k'));
    await shows(shown('second'));
  });

  test('of another key does not show the value of the one before, also if that comes late', async () => {
    const late = deferred();
    const load = ({ key }: LoaderContext) => (key === 'k' ? late.promise : 'of l');
    const { renders, rerender, shows } = show(undefined, load);
    rerender({ key: 'l', load });
    late.resolve('of k');
    await shows(shown('of l'));
    expect(renders).not.toContainEqual(shown('of k'));
    rerender({ key: 'k', load });
    await shows(shown('of k'));
  });

  test('goes on while another component waits', async () => {
    const { cache } = tabs();
    const called = deferred<AbortSignal>();
    const loaded = deferred();
    const load = vi.fn(({ signal }: LoaderContext) => {
      called.resolve(signal);
      return loaded.promise;
    });
    const first = show(cache, load);
    const second = show(cache, load);
    const signal = await called.promise;
    first.unmount();
    loaded.resolve('loaded');
    await second.shows(shown('loaded'));
    expect([signal.aborted, load.mock.calls.length]).toEqual([false, 1]);
  });

  test.each<[string, () => ReturnType<typeof createCache>, CachedOptions]>([
    ['over nullStore()', () => createCache({ store: nullStore() }), {}],
    ['with a timeout of 0', () => tabs().cache, { timeout: 0 }],
    ['without memory', () => createCache({ memory: false, name: 'no memory' }), {}],
  ])('happens once %s', async (_, newCache, options) => {
    const load = vi.fn(() => 'loaded');
    const { renders, shows } = show(newCache(), load, options);
    await shows(shown('loaded'));
    await act(async () => {
      await new Promise((resolve) => setTimeout(resolve));
    });
    expect(load).toHaveBeenCalledOnce();
    expect(renders).toEqual([loading, shown('loaded')]);
  });
});

test('an unmounted component leaves no subscription', async () => {
  const { cache } = tabs();
  const stopped = vi.fn();
  const subscribe = vi.fn((key: string, listener: () => void) => {
    const stop = cache.subscribe(key, listener);
    return () => stopped(stop());
  });
  const { unmount } = show({ ...cache, subscribe } as unknown as typeof cache);
  unmount();
  await waitFor(() => expect(stopped).toHaveBeenCalledOnce());
  expect(subscribe).toHaveBeenCalledOnce();
});

test.each<[string, unknown[], string]>([
  ['cache', [{}, 'k', () => 1], 'cache: expected a cache of createCache()'],
  ['key', [tabs().cache, '', () => 1], 'key: expected a non-empty string'],
  ['loader', [tabs().cache, 'k', 'value'], 'loader: expected a function'],
  ['options.fresh', [tabs().cache, 'k', () => 1, { fresh: true }], 'options.fresh: expected none'],
])('a wrong %s throws a TypeError', (_, args, message) => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const render = () => renderHook(() => useCached(...(args as Parameters<typeof useCached>)));
  expect(render).toThrow(message);
  expect(render).toThrow(TypeError);
  vi.restoreAllMocks();
});
