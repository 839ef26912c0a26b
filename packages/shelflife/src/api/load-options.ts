/** The options of `getOrSet`, and the context of its loaders. */
import type { Configuration, LoadingDefaults } from '../core/configuration.js';
import type { LoadCall } from '../core/get-or-set.js';
import type { LoaderContext } from '../core/loader.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import {
  flagIn,
  resultIn,
  STALE,
  STORING,
  type Storing,
  signalIn,
  staleIn,
  storingIn,
} from './call-options.js';
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
function loadingIn(options: object, path = ''): Partial<LoadingDefaults> | undefined {
  let given: Record<string, unknown> | undefined;
  for (const name in options) {
    const rule = RULES[name];
    const value = (options as Record<string, unknown>)[name];
    if (!rule || value === undefined) continue;
    const [isValid, expectation, convert] = rule;
    expect(path + name, isValid(value), expectation, value);
    given = { ...given, [name]: convert(value) };
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
  const options: LoadOptions = Object(timeout) === timeout ? (timeout as LoadOptions) : {};
  const fresh = flagIn(options, 'fresh');
  const signal = signalIn(options);
  const { loading } = configuration;
  const given = loadingIn(options);
  const { retryAfter, jitter, shared, loadDeadline } = given ? { ...loading, ...given } : loading;
  return { ...storing, retryAfter, jitter, shared, loadDeadline, fresh, signal };
}

/** The context that a loader is given: its `store()` takes public options. */
export function withPublicStore<C extends Pick<LoaderContext, 'store'>>(context: C) {
  return { ...context, store: (options: unknown) => context.store(resultIn(options)) };
}
