/** What has changed between two readings of the cache. */
import type { CacheEntry } from 'shelflife';
import { formatValue } from '../format/value.ts';

const rowId = ({ keyPrefix, version, key }: CacheEntry) =>
  JSON.stringify([keyPrefix, key, version]);

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
