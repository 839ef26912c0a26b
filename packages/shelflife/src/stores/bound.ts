/** Keeps entries in a `Map` under `maxEntries` and `maxBytes`. */
import type { Eviction, StoreListener, StoreSettings } from '../model/store.js';
import { isKept } from '../model/timeout.js';
import { cullOrder, cullSize, cullTarget } from './cull.js';
import type { SizedEntries } from './sized-entries.js';

/**
 * If the entries exceed a bound, removes the expired ones, and then, if that is not enough, culls. Reports both.
 *
 * @param justWritten the keys that the batch has written or removed, whose entries come last
 * @returns the keys that had not expired
 */
export function keepWithin(
  entries: SizedEntries,
  settings: StoreSettings,
  justWritten: Iterable<string>,
  now: number,
): string[] {
  if (!isAbove(entries, settings)) return [];
  removeExpired(entries, settings, now);
  return isAbove(entries, settings) ? cull(entries, settings, [...justWritten]) : [];
}

export function removeExpired(
  entries: SizedEntries,
  { listener }: StoreSettings,
  now: number,
): void {
  const before = entries.size;
  for (const [key, entry] of entries) if (!isKept(entry, now)) entries.delete(key);
  report(listener, 'expired', before - entries.size);
}

/** Without `maxBytes` the bytes are not asked for, so that they need not be kept. */
function isAbove(entries: SizedEntries, { maxEntries, maxBytes }: StoreSettings): boolean {
  return entries.size > maxEntries || (maxBytes < Infinity && entries.bytes > maxBytes);
}

/** What was just written goes last, and only as far as it exceeds a bound by itself. */
function cull(
  entries: SizedEntries,
  { maxEntries, maxBytes, cullFrequency, listener }: StoreSettings,
  justWritten: readonly string[],
): string[] {
  const young = justWritten.filter((key) => entries.has(key));
  const old = [...entries.keys()].slice(0, entries.size - young.length);
  const order = [...cullOrder(old, listener.recent?.()), ...young];
  let removed = 0;
  const removeWhile = (reason: Eviction['reason'], isNext: () => boolean) => {
    const before = removed;
    while (isNext()) entries.delete(order[removed++]!);
    report(listener, reason, removed - before);
  };
  if (entries.size > maxEntries) {
    const count = cullSize(entries.size, young.length, maxEntries, cullFrequency);
    removeWhile('entries', () => removed < count);
  }
  if (maxBytes < entries.bytes) {
    const target = cullTarget(maxBytes, cullFrequency);
    removeWhile('bytes', () => entries.bytes > (removed < old.length ? target : maxBytes));
  }
  return order.slice(0, removed);
}

function report(listener: StoreListener, reason: Eviction['reason'], count: number): void {
  if (count > 0) listener.evicted?.({ reason, count });
}
