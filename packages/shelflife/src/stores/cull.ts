/** The size of a cull. */

/**
 * How many of `size` entries a cull removes. This is 1/`cullFrequency` of them, or all with `0`, as in
 * Django. The `young` entries that were just written are spared. The excess over `maxEntries` is always removed.
 */
export function cullSize(
  size: number,
  young: number,
  maxEntries: number,
  cullFrequency: number,
): number {
  const share = Math.floor(size / cullFrequency);
  return Math.max(Math.min(share, size - young), size - maxEntries);
}
