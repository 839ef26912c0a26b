/** The rows of the table: what was read, and what has expired since and would now be a miss. */
import type { CacheEntry } from 'shelflife';
import { formatValue } from '../format/value.ts';

/** For how long a row stays, grey, after its entry has expired: as far as the clock can be set ahead. */
const KEPT_MS = 600_000;

export const rowId = ({ keyPrefix, version, key }: CacheEntry) =>
  JSON.stringify([keyPrefix, key, version]);

export const hasExpired = ({ expires }: CacheEntry, now: number) =>
  expires !== null && now >= expires;

/** What to show now, given what was shown and what the cache has. */
export function mergeRows(
  shown: readonly CacheEntry[],
  read: readonly CacheEntry[],
  now: number,
): CacheEntry[] {
  const live = new Set(read.map(rowId));
  const expired = shown.filter(
    (entry) =>
      !live.has(rowId(entry)) && hasExpired(entry, now) && now < (entry.expires ?? 0) + KEPT_MS,
  );
  return [...read, ...expired].sort(byKey);
}

function byKey(a: CacheEntry, b: CacheEntry): number {
  return compare(a.keyPrefix, b.keyPrefix) || compare(a.key, b.key) || a.version - b.version;
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

export interface RowChange {
  readonly entry: CacheEntry;
  readonly isRemoved: boolean;
}

/** What was written or removed between two readings. */
export function changedRows(
  before: readonly CacheEntry[],
  after: readonly CacheEntry[],
): RowChange[] {
  const old = new Map(before.map((entry) => [rowId(entry), entry]));
  const live = new Set(after.map(rowId));
  const written = after.filter((entry) => !isSame(entry, old.get(rowId(entry))));
  const removed = before.filter((entry) => !live.has(rowId(entry)));
  return [
    ...written.map((entry) => ({ entry, isRemoved: false })),
    ...removed.map((entry) => ({ entry, isRemoved: true })),
  ];
}

const isSame = (entry: CacheEntry, other: CacheEntry | undefined) =>
  other?.expires === entry.expires && formatValue(other.value) === formatValue(entry.value);
