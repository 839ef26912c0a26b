/**
 * Reads the records that a batch names, one by one or by range. If the keys are close together, range reads are
 * several times faster.
 */
import { classify } from './failure.js';
import type { EntryRecord } from './schema.js';
import type { TransactionHandle } from './transaction.js';

/** Fewer keys than this are always read one by one. */
const MANY = 16;

/** One range read covers at most this many keys. On a slow disk a longer request would look like a stall. */
const PORTION = 256;

/** A range read pays off if it returns at most this many records for each requested key. */
const WASTE = 1.25;

/**
 * After a range read that did not pay off, this many multi-key reads go one by one. The number doubles each
 * time.
 */
const SHORTEST_PATIENCE = 4;
const LONGEST_PATIENCE = 256;

/** Called with each key whose record cannot be read, or without a key if it is unknown which one it is. */
export type OnUnreadable = (key?: string) => void;

/** The part of a transaction's handle that a read needs. */
export type Progress = Pick<TransactionHandle<unknown>, 'progress'>;

/** Receives what is read. */
export interface Reader<T = EntryRecord> {
  /** Also called for keys that were not requested, because a range read returns those in between too. */
  found(record: T, key: string): void;
  readonly unreadable: OnUnreadable;
  /** Called once all requested keys are read or known to be missing. */
  done(): void;
}

/** Learns from each range read whether the next one is likely to pay off. */
export class Loader {
  #patience = SHORTEST_PATIENCE;
  /** How many of the next multi-key reads go one by one. */
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
      // In a worker, Chromium returns null for a value whose type workers do not support.
      const records: (EntryRecord | null)[] = request.result;
      for (const record of records) if (record) to.found(record, record.key);
      handle.progress();
      // If the range holds more records than that, the rest starts after the last one.
      const isWhole = records.length < most;
      const last = records.at(-1)?.key ?? '';
      const rest = isWhole ? sorted.slice(PORTION) : sorted.filter((key) => key > last);
      this.#learn(isWhole || rest.length === 0);
      this.#read(entries, rest, handle, to);
    };
    // One record that cannot be read fails the whole range.
    request.onerror = (event) => {
      // An aborted transaction accepts no more requests.
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

/** Reads the record under each key. */
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
