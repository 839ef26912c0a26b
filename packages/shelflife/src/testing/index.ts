/** The public contract of a cache, sentence by sentence, over any store. */
import type { CacheOptions, Store } from '../index.js';
import { activity } from './activity.js';
import { addAndTouch } from './add-and-touch.js';
import { wrongArguments } from './arguments.js';
import { bounds } from './bounds.js';
import { byteBounds } from './byte-bounds.js';
import { clearing } from './clearing.js';
import { clocks } from './clocks.js';
import { counters } from './counters.js';
import { storedEntries } from './entries.js';
import { checker } from './fixture.js';
import { getOrSetCalls } from './get-or-set.js';
import { getOrSetRaces } from './get-or-set-races.js';
import { keys } from './keys.js';
import { lifecycle } from './lifecycle.js';
import { loadMany } from './load-many.js';
import { loaders } from './loaders.js';
import { many } from './many.js';
import { order } from './order.js';
import { prefixes } from './prefixes.js';
import { readAndWrite } from './read-and-write.js';
import { recency } from './recency.js';
import type { Runner } from './runner.js';
import { scans } from './scans.js';
import { sharedLoads } from './shared-loads.js';
import { sizes } from './sizes.js';
import { staleValues } from './stale.js';
import { subscriptions } from './subscriptions.js';
import { tags } from './tags.js';
import { timeouts } from './timeouts.js';
import { unstorables } from './unstorables.js';
import { values } from './values.js';
import { versions } from './versions.js';
import { views } from './views.js';
import { weirdKeys } from './weird-keys.js';

export type { Matchers, Runner } from './runner.js';
export { sessionContract } from './sessions/contract.js';
export type { SessionContractOptions } from './sessions/fixture.js';

const THEMES = {
  'get, set, has, delete': readAndWrite,
  values,
  'values that cannot be stored': unstorables,
  timeouts,
  'the clock': clocks,
  'add and touch': addAndTouch,
  'incr and decr': counters,
  'many at once': many,
  getOrSet: getOrSetCalls,
  'getOrSet and concurrent writes': getOrSetRaces,
  'getEntry and stale reads': storedEntries,
  'stale values': staleValues,
  loaders,
  'loads over several caches': sharedLoads,
  'getOrSetMany and memoize': loadMany,
  'subscribe and peek': subscriptions,
  tags,
  'events and counts': activity,
  'size and maxEntryBytes': sizes,
  maxBytes: byteBounds,
  'keys, prefixes and namespaces': keys,
  'weird keys': weirdKeys,
  versions,
  views,
  'keys() and entries()': scans,
  'keys that begin alike': prefixes,
  clear: clearing,
  'flush, close, destroy': lifecycle,
  'the order of calls': order,
  'maxEntries and cullFrequency': bounds,
  'what was lately read': recency,
  'wrong arguments': wrongArguments,
};

/**
 * Declares the suite's tests for a store. It depends on no test runner: hand it yours. `makeStore` is
 * called once for each test; where two caches race, both are given what it made. With
 * `{ acknowledge: 'queued' }` no test expects another cache to see a `set` before `flush()`: a store may
 * hold such batches, marked `canWait`, back for a while.
 *
 * @param options of every cache of the suite: `{ memory: false }`, `{ acknowledge: 'queued' }`
 * @example
 * import { describe, expect, test } from 'vitest';
 * import { storeContract } from 'shelflife/testing';
 * storeContract('my store', () => myStore(), { describe, test, expect });
 */
export function storeContract(
  name: string,
  makeStore: () => Store,
  runner: Runner,
  options?: CacheOptions,
): void {
  const check = checker(makeStore, runner, options);
  runner.describe(name, () => {
    for (const [theme, tests] of Object.entries(THEMES)) runner.describe(theme, () => tests(check));
  });
}
