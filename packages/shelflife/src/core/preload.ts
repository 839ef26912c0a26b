/** Fills memory ahead, so that the first reads need not wait for the store. */

import { toCacheError } from '../model/errors.js';
import type { KeyRange, Place } from '../model/key.js';
import type { CacheCore } from './cache-core.js';

/** How many keys are listed at once. */
const MAX_PAGE = 5_000;

/** Reads entries into memory, as many as it holds. Where the store fails, an `error` event reports why. */
export async function preload(core: CacheCore, wanted: readonly Place[] | KeyRange): Promise<void> {
  try {
    const places = 'from' in wanted ? await placesIn(core, wanted) : wanted;
    await core.readStore('get', places.slice(0, core.configuration.memory.maxEntries));
  } catch (error) {
    core.events.reportError(toCacheError(error));
  }
}

/**
 * The places of as many of a view's entries as memory can hold. The address of a key that a `keyFunction`
 * made is not known; it is given the start of the view's range, so that a clear of the view's namespace
 * invalidates the read.
 */
async function placesIn(core: CacheCore, range: KeyRange): Promise<Place[]> {
  const { keyFunction, memory } = core.configuration;
  const address = keyFunction && range.from;
  const places: Place[] = [];
  for await (const page of core.keys(range, Math.min(memory.maxEntries, MAX_PAGE))) {
    for (const key of page) places.push({ key, address });
    if (places.length >= memory.maxEntries) break;
  }
  return places;
}
