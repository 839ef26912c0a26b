/** The options of `getOrSet`, and the context of its loaders. */
import type { Configuration, LoadingDefaults } from '../core/configuration.js';
import type { LoadCall } from '../core/get-or-set.js';
import type { LoaderContext } from '../core/load.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { resultIn, STALE, STORING, type Storing, staleIn, storingIn } from './call-options.js';
import type { LoadingOptions, LoadOptions } from './loader-types.js';
import type { Timeout } from './option-types.js';

const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0;
const inMs = (seconds: unknown) => Math.round((seconds as number) * 1000);

/** The options that only loads have: the test of each, what is expected, and its form in the core. */
const RULES: Record<string, [(value: unknown) => boolean, string, (value: unknown) => unknown]> = {
  retryAfter: [isSeconds, 'seconds, 0 or above', inMs],
  jitter: [
    (value) => isSeconds(value) && Number(value) <= 1,
    'a number from 0 to 1',
    (value) => value,
  ],
  shared: [(value) => typeof value === 'boolean', 'a boolean', (value) => value],
  loadDeadline: [
    (value) => value === null || (isSeconds(value) && Number(value) > 0),
    'seconds above 0, or null for no limit',
    (value) => (value === null ? Infinity : inMs(value)),
  ],
};

const LOADING = [...STALE, ...Object.keys(RULES)];
const LOAD = [...STORING, ...Object.keys(RULES), 'fresh', 'signal'];

const DEFAULTS: LoadingDefaults = {
  staleWhileRevalidate: 0,
  staleIfError: 0,
  retryAfter: 5_000,
  jitter: 0,
  shared: true,
  loadDeadline: 30_000,
};

/** The option `loading` of a cache. */
export function loadingDefaults(options: LoadingOptions): LoadingDefaults {
  checkMembers(options, 'loading', LOADING);
  return { ...staleIn(options, DEFAULTS, 'loading.'), ...loadingIn(options, 'loading.') };
}

/** As far as they are given. `path` precedes their names in messages. */
function loadingIn(options: object, path = ''): Partial<LoadingDefaults> {
  const given: Record<string, unknown> = {};
  for (const [name, [isValid, expectation, convert]] of Object.entries(RULES)) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined) continue;
    expect(path + name, isValid(value), expectation, value);
    given[name] = convert(value);
  }
  return given;
}

/** What the last argument of `getOrSet` says, completed from the cache's options. */
export function loadCallIn(
  timeout: Timeout,
  configuration: Configuration,
  defaultVersion: number,
): LoadCall & Storing {
  const storing = storingIn(timeout, configuration, defaultVersion, LOAD);
  const defaults = { ...configuration.loading, ...storing, fresh: false, signal: undefined };
  if (Object(timeout) !== timeout) return defaults;
  const options = timeout as LoadOptions;
  const { fresh = false, signal } = options;
  expect('fresh', typeof fresh === 'boolean', 'a boolean', fresh);
  const isSignal = signal === undefined || typeof signal?.addEventListener === 'function';
  expect('signal', isSignal, 'an AbortSignal', signal);
  return { ...defaults, ...loadingIn(options), fresh, signal };
}

/** The context that a loader is given: its `store()` takes public options. */
export function withPublicStore<C extends Pick<LoaderContext, 'store'>>(context: C) {
  return { ...context, store: (options: unknown) => context.store(resultIn(options)) };
}
