/**
 * `shelflife/react`: hooks for React 19.
 *
 * @example
 * const { data, isLoading } = useCached(cache, 'courses', loadCourses, { timeout: 300 });
 */
import { use, useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Loader, LoadOptions } from '../api/loader-types.js';
import type { KeyOf, TypedCache, UntypedCache } from '../api/types.js';
import { LOADING, type Resource, type Snapshot, type Source } from './resource.js';
import { resourceFor } from './resources.js';

/** What `useCached` returns. */
export interface Cached<V> extends Snapshot<V> {
  /** Loads anew, although a live value may be there. Resolves when it is loaded; errors are in `error`. */
  readonly refresh: () => Promise<void>;
}

/** The options of the hooks: those of `getOrSet`, but for `fresh` and `signal`. */
export type CachedOptions = LoadOptions & {
  readonly fresh?: undefined;
  readonly signal?: undefined;
};

/**
 * The value under `key`, loaded if it is missing: `getOrSet` for a component. It renders again when the value
 * changes, here or in another tab, and not when an equal one is stored. A value that has expired, or was removed,
 * is loaded again; meanwhile the old one is shown as `isStale`. All components and tabs share one load. A load that
 * no component wants any more is aborted.
 *
 * On a server, and while the page is hydrated, `isLoading` is `true` and nothing is read.
 *
 * @example
 * const { data, error, isLoading, isStale, refresh } = useCached(cache, 'courses', loadCourses, { timeout: 60 });
 */
export function useCached<S, K extends KeyOf<S>>(
  cache: TypedCache<S>,
  key: K,
  loader: Loader<S[K], K>,
  options?: CachedOptions,
): Cached<S[K]>;
export function useCached<V>(
  cache: UntypedCache,
  key: string,
  loader: Loader<V>,
  options?: CachedOptions,
): Cached<V>;
export function useCached(
  cache: unknown,
  key: string,
  loader: unknown,
  options: CachedOptions = {},
): Cached<unknown> {
  const resource = useResource(sourceOf(cache, key, loader, options));
  const snapshot = useSnapshot(resource);
  const refresh = useCallback(() => resource.read({ fresh: true }), [resource]);
  return { ...snapshot, refresh };
}

/**
 * As `useCached`, for a component in a `<Suspense>`: it suspends until there is a value, and throws the error of
 * a load that has failed without one. On a server it throws, so that the fallback is rendered there.
 *
 * @example
 * const courses = useCachedSuspense(cache, 'courses', loadCourses, { timeout: 300 });
 */
export function useCachedSuspense<S, K extends KeyOf<S>>(
  cache: TypedCache<S>,
  key: K,
  loader: Loader<S[K], K>,
  options?: CachedOptions,
): S[K];
export function useCachedSuspense<V>(
  cache: UntypedCache,
  key: string,
  loader: Loader<V>,
  options?: CachedOptions,
): V;
export function useCachedSuspense(
  cache: unknown,
  key: string,
  loader: unknown,
  options: CachedOptions = {},
): unknown {
  if (typeof window === 'undefined')
    throw new Error('useCachedSuspense() renders in browsers only; a server shows the fallback');
  const resource = useResource(sourceOf(cache, key, loader, options));
  const { isLoading } = useSnapshot(resource);
  if (isLoading) void resource.read();
  return use(resource.promise);
}

/**
 * The value under `key`, or `undefined`: what is set elsewhere, without a loader. It renders again when the value
 * changes, here or in another tab.
 *
 * @example
 * const count = useCacheValue<number>(cache, 'count') ?? 0;
 */
export function useCacheValue<S, K extends KeyOf<S>>(
  cache: TypedCache<S>,
  key: K,
  options?: { readonly version?: number },
): S[K] | undefined;
export function useCacheValue<V = unknown>(
  cache: UntypedCache,
  key: string,
  options?: { readonly version?: number },
): V | undefined;
export function useCacheValue(
  cache: unknown,
  key: string,
  options: { readonly version?: number } = {},
): unknown {
  return useSnapshot(useResource(sourceOf(cache, key, undefined, options))).data;
}

function sourceOf(cache: unknown, key: string, loader: unknown, options: LoadOptions): Source {
  const { version } = options;
  return {
    cache: cache as UntypedCache,
    key,
    version,
    loader: loader as Source['loader'],
    options,
  };
}

/** The resource of this render. It is kept by the page, not by the component, which may suspend before it is mounted. */
function useResource(source: Source): Resource {
  const resource = typeof window === 'undefined' ? undefined : resourceFor(source);
  const last = useRef(resource);
  useEffect(() => {
    last.current = resource;
  });
  return (resource ?? SERVER) as Resource;
}

function useSnapshot(resource: Resource): Snapshot {
  return useSyncExternalStore(
    resource.subscribe,
    () => resource.snapshot,
    () => LOADING,
  );
}

/** On a server a component has no resource, which other users' components could see. */
const SERVER = {
  subscribe: () => () => {},
  snapshot: LOADING,
  read: async () => {},
};
