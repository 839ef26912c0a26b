/** What operations see of a store: the entries and leases that a batch names, and how they are written there. */
import type { Lease } from './lease.js';
import type { DeleteTagged, Entry, Outcome, Storing } from './operation.js';
import { isKept } from './timeout.js';

/** The entries and leases that a batch names. `load` returns what is there, live or not. */
export interface EntryView {
  load(key: string): Entry | undefined;
  save(key: string, entry: Entry): void;
  remove(key: string): void;
  /** Asked for the keys of `usesLease()` only. */
  loadLease(key: string): Lease | undefined;
  saveLease(key: string, lease: Lease): void;
  endLease(key: string): void;
}

/** A view that also finds entries and leases by their tags. */
export interface TaggedView extends EntryView {
  /** The stored keys of those that an operation concerns. */
  tagged(operation: DeleteTagged): { readonly entries: string[]; readonly leases: string[] };
}

export const MISS: Outcome = { hit: false };
export const HIT: Outcome = { hit: true };
export const NOT_FOUND: Outcome = {
  hit: false,
  error: { code: 'key-not-found', message: 'key is missing or expired' },
};

/** An entry that has expired and is kept for the sake of `stale` reads. */
export function staleOutcome(found: Entry | undefined, now: number): Outcome | undefined {
  return found && isKept(found, now) ? { ...found, hit: false, isStale: true } : undefined;
}

/** Stores what an operation brings. The outcome says when, as the cache can hold the entry from then on. */
export function put(view: EntryView, operation: Storing, now: number): Outcome {
  const { key, text, value, bytes, isHeavy, expires, address } = operation;
  const { staleWhileRevalidate, staleIfError, tags } = operation;
  const more = { staleWhileRevalidate, staleIfError, tags };
  save(view, key, { text, value, bytes, isHeavy, expires, address, ...more }, now);
  return { hit: false, written: now };
}

/** Stores an entry, unless nobody could be answered with it. */
export function save(
  view: EntryView,
  key: string,
  entry: Omit<Entry, 'written'>,
  now: number,
): void {
  const written = { ...entry, written: now };
  if (!isKept(written, now)) return drop(view, key);
  view.endLease(key);
  view.save(key, written);
}

export function drop(view: EntryView, key: string): void {
  view.endLease(key);
  view.remove(key);
}
