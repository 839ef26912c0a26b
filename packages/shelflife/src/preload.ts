/** Fills memory at once, so that the first reads need not wait for the store. */
import type { Engine } from './engine.js';
import { toCacheError } from './errors.js';
import { placeOf, viewRange } from './key.js';

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
    const keys =
      wanted === true
        ? await engine.keys(viewRange(prefix, version))
        : wanted.map((key) => placeOf(key, prefix, version, keyFunction).key);
    const held = keys.slice(0, memory.maxEntries);
    await Promise.all(held.map((key) => engine.read({ type: 'get', key })));
  } catch (error) {
    engine.tell(toCacheError(error));
  }
}
