/** The size of a cull. */

/**
 * How many entries a cull removes from `size`: Django's 1/n (all of them with `0`) but none of the
 * `young` that were just written, and at least what is above `maxEntries`.
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
