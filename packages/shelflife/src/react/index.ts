'use client';
/**
 * `shelflife/react`: hooks for React 19.
 *
 * @example
 * const { data, isLoading } = useCached(cache, 'courses', loadCourses, { timeout: 300 });
 */
import { use, useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Loader, LoadOptions } from '../api/loader-types.js';
import type { VersionOptions } from '../api/option-types.js';
import type { KeyOf } from '../api/schema-types.js';
import type { TypedCache, UntypedCache } from '../api/types.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { LOADING, type Resource, type Snapshot, type Source } from './resource.js';
import { resourceFor } from './resources.js';
import type { Thenable } from './thenable.js';

/** What `useCached` returns. */
export interface Cached<V> extends Snapshot<V> {
  /** Loads anew, even if a live value is there. Resolves once that has ended; `error` says whether it failed. */
  readonly refresh: () => Promise<void>;
}

/** The options of `useCached` and `useCachedSuspense`: those of `getOrSet`, except `fresh` and `signal`. */
export type CachedOptions = LoadOptions & {
  readonly fresh?: undefined;
  readonly signal?: undefined;
};

/**
 * The value under a key, loaded if it is missing: `getOrSet` for a component, and so Django's `get_or_set`.
 *
 * The component renders again when the value changes, in this tab or another, and not when an equal one is stored.
 * A value that has expired or was removed is loaded again; meanwhile the old one is shown with `isStale`. All
 * components and tabs share one load. The loader's signal aborts when no component wants the value any more.
 *
 * On a server and during hydration `isLoading` is `true`, and the cache is not used.
 *
 * @param loader called as by `getOrSet`. A new function does not load again: a new key does
 * @param options `timeout` in seconds, `version`, … as for `getOrSet`; a wrong one is a `TypeError` in `error`
 * @throws {TypeError} if the key, the cache or the loader is none
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
  const source = loadingSource('useCached', cache, key, loader, options);
  const snapshot = useResource(source, snapshotOf, LOADING);
  const { version } = source;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new loader is no other resource
  const refresh = useCallback(() => resourceFor(source).refresh(), [cache, key, version]);
  return { ...snapshot, refresh };
}

/**
 * As `useCached`, for a component inside `<Suspense>`: suspends until there is a value, and throws the error of a
 * load that fails before there is one. On a server the fallback is rendered, and the browser loads.
 *
 * @throws {TypeError} if an argument is wrong
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
  const source = loadingSource('useCachedSuspense', cache, key, loader, options);
  const promise = useResource(source, promiseOf, undefined);
  if (!promise) throw new Error('useCachedSuspense() loads in the browser: this is its fallback');
  if (!promise.status) resourceFor(source).start();
  return use(promise);
}

/**
 * The value under a key, or `undefined`: for what is set elsewhere. The component renders again when the value
 * changes, in this tab or another, and not when an equal one is stored. It is `undefined` on a server, during
 * hydration, and until the store has answered.
 *
 * @param options `version`: another version than the cache's
 * @throws {TypeError} if an argument is wrong
 * @example
 * const count = useCacheValue<number>(cache, 'count') ?? 0;
 */
export function useCacheValue<S, K extends KeyOf<S>>(
  cache: TypedCache<S>,
  key: K,
  options?: VersionOptions,
): S[K] | undefined;
export function useCacheValue<V = unknown>(
  cache: UntypedCache,
  key: string,
  options?: VersionOptions,
): V | undefined;
export function useCacheValue(cache: unknown, key: string, options: VersionOptions = {}): unknown {
  checkMembers(options, 'options', ['version']);
  return useResource(sourceOf('useCacheValue', cache, key, undefined, options), dataOf, undefined);
}

const snapshotOf = ({ snapshot }: Resource): Snapshot => snapshot;
const promiseOf = ({ promise }: Resource): Thenable => promise;
const dataOf = ({ snapshot }: Resource): unknown => snapshot.data;

/** A part of the resource. It is not created on a server, whose users must not see each other's values. */
function useResource<T, D>(source: Source, partOf: (resource: Resource) => T, onServer: D): T | D {
  const { hook, cache, key, version } = source;
  useEffect(() => {
    resourceFor(source).source = source;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new loader is no other resource
  const subscribe = useCallback(
    (listener: () => void) => resourceFor(source).subscribe(listener),
    [hook, cache, key, version],
  );
  return useSyncExternalStore<T | D>(
    subscribe,
    () => partOf(resourceFor(source)),
    () => onServer,
  );
}

function loadingSource(
  hook: Source['hook'],
  cache: unknown,
  key: string,
  loader: unknown,
  options: CachedOptions,
): Source {
  expect('loader', typeof loader === 'function', 'a function', loader);
  const { fresh, signal } = options;
  expect('options.fresh', fresh === undefined, 'none: call refresh()', fresh);
  expect('options.signal', signal === undefined, 'none: the component is unmounted', signal);
  return sourceOf(hook, cache, key, loader, options);
}

function sourceOf(
  hook: Source['hook'],
  cache: unknown,
  key: string,
  loader: unknown,
  options: LoadOptions,
): Source {
  const isCache = typeof (cache as UntypedCache | undefined)?.subscribe === 'function';
  expect('cache', isCache, 'a cache of createCache()', cache);
  return {
    hook,
    cache: cache as UntypedCache,
    key,
    version: options.version,
    loader: loader as Source['loader'],
    options,
  };
}
