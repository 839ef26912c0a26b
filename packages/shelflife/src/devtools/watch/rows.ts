/** The rows of the table: the live entries as last read, and those that have expired lately. */
import type { CacheEntry } from '../../index.js';

/** Who wrote an entry last, as far as that is known. */
export type Writer = 'this tab' | 'another';

export interface Row extends CacheEntry {
  readonly id: string;
  /** The size of the value, by estimate. */
  readonly bytes: number;
  /** A hash of the value. */
  readonly print: number;
  /** `undefined` for what was there before. */
  readonly writer: Writer | undefined;
  /** When it was found new or changed, in ms of `performance.now()`; 0 for what was there before. */
  readonly changedAt: number;
}

export type Address = Pick<CacheEntry, 'key' | 'keyPrefix' | 'version'>;

/** One string for each triple. */
export function rowId({ keyPrefix, key, version }: Address): string {
  return JSON.stringify([keyPrefix, key, version]);
}

/** By the cache's own comparison. */
export function hasExpired({ expires }: Pick<CacheEntry, 'expires'>, now: number): boolean {
  return expires !== null && now >= expires;
}

/**
 * What to show: what was read, and the shown rows that have expired since.
 *
 * @param keep ms for which an expired row stays
 */
export function mergeRows(
  shown: readonly Row[],
  read: readonly Row[],
  now: number,
  keep: number,
): Row[] {
  const live = new Set(read.map(({ id }) => id));
  const isKept = (row: Row) => hasExpired(row, now) && now < row.expires! + keep;
  return [...read, ...shown.filter((row) => !live.has(row.id) && isKept(row))];
}

/** A column by which rows can be sorted. */
export type SortColumn = 'key' | 'version' | 'size' | 'left' | 'writer';

export interface Sorting {
  readonly by: SortColumn;
  readonly isDescending: boolean;
}

export function sortRows(rows: readonly Row[], { by, isDescending }: Sorting): Row[] {
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => sign * COMPARE[by](a, b) || byKey(a, b));
}

const COMPARE: Readonly<Record<SortColumn, (a: Row, b: Row) => number>> = {
  key: byKey,
  version: (a, b) => a.version - b.version,
  size: (a, b) => a.bytes - b.bytes,
  left: (a, b) => compare(a.expires ?? Infinity, b.expires ?? Infinity),
  writer: (a, b) => compare(a.writer ?? '', b.writer ?? ''),
};

function byKey(a: Row, b: Row): number {
  return compare(a.keyPrefix, b.keyPrefix) || compare(a.key, b.key) || a.version - b.version;
}

function compare<T extends string | number>(a: T, b: T): number {
  return Number(a > b) - Number(a < b);
}
