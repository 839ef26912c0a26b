/**
 * Reads the records that a batch names: one by one, or by reads of the ranges that they span, which take a
 * fraction of the time where the keys lie close together.
 */
import { classify } from './failure.js';
import type { EntryRecord } from './schema.js';
import type { TransactionHandle } from './transaction.js';

/** Fewer than this are always read one by one. */
const MANY = 16;

/** One range read covers no more keys than this: on a slow disk a long request looks like a stall. */
const PORTION = 256;

/** A range is read if it holds no more than this for each key that is wanted. */
const WASTE = 1.25;

/** After a range read that did not pay, skip this many multi-key reads before trying again; doubles. */
const SHORTEST_PATIENCE = 4;
const LONGEST_PATIENCE = 256;

/** Receives a key whose record cannot be read, and counts as missing; no key if it is not known which. */
export type OnUnreadable = (key?: string) => void;

/** The transaction that reads. */
export type Progress = Pick<TransactionHandle<unknown>, 'progress'>;

/** Receives what is read. */
export interface Reader<T = EntryRecord> {
  /** Called for keys that were not named, too: what lies between the others comes with them. */
  found(record: T, key: string): void;
  readonly unreadable: OnUnreadable;
  /** All have come, or are missing. */
  done(): void;
}

/** Learns from each range read whether the next one is likely to pay. */
export class Loader {
  #patience = SHORTEST_PATIENCE;
  /** How many multi-key reads are to go one by one. */
  #skips = 0;

  /** Reads `keys`, which it may sort. */
  load(entries: IDBObjectStore, keys: string[], handle: Progress, to: Reader): void {
    if (keys.length < MANY) return readEach(entries, keys, handle, to);
    this.#read(entries, keys.sort(), handle, to);
    if (this.#skips > 0) this.#skips--;
  }

  #read(entries: IDBObjectStore, sorted: readonly string[], handle: Progress, to: Reader): void {
    if (sorted.length < MANY || this.#skips > 0) readEach(entries, sorted, handle, to);
    else this.#readRange(entries, sorted, handle, to);
  }

  #readRange(
    entries: IDBObjectStore,
    sorted: readonly string[],
    handle: Progress,
    to: Reader,
  ): void {
    const portion = sorted.slice(0, PORTION);
    const range = IDBKeyRange.bound(portion[0], portion.at(-1));
    const most = Math.ceil(portion.length * WASTE);
    const request = entries.getAll(range, most);
    request.onsuccess = () => {
      // In a worker Chromium answers null for a value of a kind that workers don't have.
      const records: (EntryRecord | null)[] = request.result;
      for (const record of records) if (record) to.found(record, record.key);
      handle.progress();
      // If there was more between the keys than expected, the rest lies behind the last record.
      const isWhole = records.length < most;
      const last = records.at(-1)?.key ?? '';
      const rest = isWhole ? sorted.slice(PORTION) : sorted.filter((key) => key > last);
      this.#learn(isWhole || rest.length === 0);
      this.#read(entries, rest, handle, to);
    };
    // One record that cannot be read fails the whole range.
    request.onerror = (event) => {
      // Nothing more can be asked of a transaction that was aborted.
      if (classify(request.error).code === 'connection') return;
      event.preventDefault();
      this.#learn(false);
      to.unreadable();
      this.#read(entries, sorted, handle, to);
    };
  }

  #learn(hasPaid: boolean): void {
    this.#skips = hasPaid ? 0 : this.#patience;
    this.#patience = hasPaid ? SHORTEST_PATIENCE : Math.min(this.#patience * 2, LONGEST_PATIENCE);
  }
}

/** Reads what lies under each of the keys. */
export function readEach<T>(
  store: IDBObjectStore,
  keys: readonly string[],
  handle: Progress,
  to: Reader<NonNullable<T>>,
): void {
  let pending = keys.length;
  if (pending === 0) return to.done();
  const arrived = () => {
    handle.progress();
    if (--pending === 0) to.done();
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
