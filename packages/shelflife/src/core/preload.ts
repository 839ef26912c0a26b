/** Fills memory at once, so that the first reads need not wait for the store. */

import { toCacheError } from '../model/errors.js';
import { type KeyRange, type Place, placeOf, viewRange } from '../model/key.js';
import type { Engine } from './cache-core.js';

/** Reads the entries under `wanted` keys, or all of a prefix and version; never rejects. */
export async function preload(
  engine: Engine,
  wanted: true | readonly string[],
  prefix: string,
  version: number,
): Promise<void> {
  const { memory, keyFunction } = engine.configuration;
  try {
    // Whoever has made the cache listens to it by then.
    await null;
    const places =
      wanted === true
        ? await placesIn(engine, viewRange(prefix, version))
        : wanted.map((key) => placeOf(key, prefix, version, keyFunction));
    const held = places.slice(0, memory.maxEntries);
    await Promise.all(held.map((place) => engine.read({ type: 'get', ...place })));
  } catch (error) {
    engine.tell(toCacheError(error));
  }
}

/**
 * The places of a view's entries. What a `keyFunction` made tells no address, and is given the view's own:
 * a clear of the view's namespace while the entry is read concerns it.
 */
async function placesIn(engine: Engine, range: KeyRange): Promise<Place[]> {
  const address = engine.configuration.keyFunction && range.from;
  return (await engine.keys(range)).map((key) => ({ key, address }));
}
