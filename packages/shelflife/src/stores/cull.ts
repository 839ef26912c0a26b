/** How much a cull removes, and in which order. */

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

/** How many bytes a cull leaves: all but 1/`cullFrequency` of `maxBytes`, or none with `0`. */
export function cullTarget(maxBytes: number, cullFrequency: number): number {
  return cullFrequency === 0 ? 0 : maxBytes - maxBytes / cullFrequency;
}

/** The order in which a cull removes keys: as given, the oldest first, but what was lately read at the end. */
export function cullOrder(oldest: readonly string[], recent: readonly string[] = []): string[] {
  if (recent.length === 0) return [...oldest];
  const spared = new Set(recent);
  const candidates = new Set(oldest);
  const last = recent.filter((key) => candidates.has(key));
  return [...oldest.filter((key) => !spared.has(key)), ...last];
}
