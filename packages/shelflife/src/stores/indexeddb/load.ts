/**
 * Reads the records that a batch names: one by one, or, where they have been found to lie close
 * together, by reads of the ranges they span, which take a fraction of the time.
 */
import { classify } from './failure.js';
import type { EntryRecord } from './schema.js';

/** Fewer than this are always read one by one. */
const MANY = 16;

/** One range read covers no more keys than this: on a slow disk a long request looks like a stall. */
const PORTION = 256;

/** A range is read if it holds no more than this for one that is wanted. */
const WASTE = 1.25;

/** After a range read that did not pay, so many reads of many pass before the next one, then twice as many. */
const SHORTEST_PATIENCE = 4;
const LONGEST_PATIENCE = 256;

/** Told of a record that cannot be read, and counts as missing; without a key if it is not known which. */
export type Unreadable = (key?: string) => void;

export interface Arrivals<T = EntryRecord> {
  /** Named or not: what lies between them comes with them. */
  found(record: T, key: string): void;
  readonly unreadable: Unreadable;
  progress(): void;
  /** All have come, or are missing. */
  done(): void;
}

/** Reads `keys`, which it may sort, and learns from it how to read the next ones. */
export type Load = (entries: IDBObjectStore, keys: string[], to: Arrivals) => void;

export function loader(): Load {
  let patience = SHORTEST_PATIENCE;
  let untilNext = 0;

  const learn = (hasPaid: boolean) => {
    untilNext = hasPaid ? 0 : patience;
    patience = hasPaid ? SHORTEST_PATIENCE : Math.min(patience * 2, LONGEST_PATIENCE);
  };

  const together = (entries: IDBObjectStore, sorted: readonly string[], to: Arrivals) => {
    const portion = sorted.slice(0, PORTION);
    const range = IDBKeyRange.bound(portion[0], portion.at(-1));
    const most = Math.ceil(portion.length * WASTE);
    // In a worker Chromium has null for what holds a value of a kind that workers have not.
    const request: IDBRequest<(EntryRecord | null)[]> = entries.getAll(range, most);
    request.onsuccess = () => {
      const records = request.result;
      for (const record of records) if (record) to.found(record, record.key);
      to.progress();
      // Where more lay between them than was expected, the rest is behind the last that came.
      const isWhole = records.length < most;
      const last = records.at(-1)?.key ?? '';
      const rest = isWhole ? sorted.slice(PORTION) : sorted.filter((key) => key > last);
      learn(isWhole || rest.length === 0);
      read(entries, rest, to);
    };
    // One that cannot be read fails them all.
    request.onerror = (event) => {
      // Nothing more can be asked of a transaction that was aborted.
      if (classify(request.error).code === 'connection') return;
      event.preventDefault();
      learn(false);
      to.unreadable();
      read(entries, sorted, to);
    };
  };

  const read = (entries: IDBObjectStore, sorted: readonly string[], to: Arrivals) => {
    if (sorted.length < MANY || untilNext > 0) readEach(entries, sorted, to);
    else together(entries, sorted, to);
  };

  return (entries, keys, to) => {
    read(entries, keys.sort(), to);
    if (keys.length >= MANY && untilNext > 0) untilNext--;
  };
}

/** Reads what lies under each of the keys. */
export function readEach<T>(
  store: IDBObjectStore,
  keys: readonly string[],
  to: Arrivals<NonNullable<T>>,
): void {
  let waiting = keys.length;
  if (waiting === 0) to.done();
  const arrived = () => {
    to.progress();
    if (--waiting === 0) to.done();
  };
  for (const key of keys) {
    const request: IDBRequest<T> = store.get(key);
    request.onsuccess = () => {
      if (request.result) to.found(request.result, key);
      arrived();
    };
    request.onerror = (event) => {
      if (classify(request.error).code !== 'corrupt') return;
      event.preventDefault();
      to.unreadable(key);
      arrived();
    };
  }
}
