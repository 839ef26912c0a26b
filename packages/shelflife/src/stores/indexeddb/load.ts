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

/** Ms for each record above which a range is no gain: large values come faster one by one. */
const SLOW = 0.06;

/** Ms that a read may take whatever it brings. */
const GRACE = 2;

/** After a range that was not worth it so many reads of many pass before the next try, then twice as many. */
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
  // Until it is known better: a range read in vain costs little, and once.
  let isWorthIt = true;
  let nextPatience = SHORTEST_PATIENCE;
  let patience = 0;

  const learn = (wasWorthIt: boolean) => {
    isWorthIt = wasWorthIt;
    patience = nextPatience;
    nextPatience = wasWorthIt ? SHORTEST_PATIENCE : Math.min(nextPatience * 2, LONGEST_PATIENCE);
  };

  /** Notes whether the next read of many is better done by range; waits for nothing. */
  const look = (entries: IDBObjectStore, sorted: readonly string[]) => {
    if (patience-- > 0) return;
    const { range, most } = portionOf(sorted);
    const request = entries.getAllKeys(range, most + 1);
    request.onsuccess = () => {
      if (request.result.length <= most) isWorthIt = true;
      else learn(false);
    };
    request.onerror = (event) => event.preventDefault();
  };

  const together = (entries: IDBObjectStore, sorted: readonly string[], to: Arrivals) => {
    const { range, most } = portionOf(sorted);
    // In a worker Chromium has null for what holds a value of a kind that workers have not.
    const request: IDBRequest<(EntryRecord | null)[]> = entries.getAll(range, most);
    const started = performance.now();
    request.onsuccess = () => {
      const records = request.result;
      for (const record of records) if (record) to.found(record, record.key);
      to.progress();
      // Where more lay between them than was expected, the rest is behind the last that came.
      const isWhole = records.length < most;
      const last = records.at(-1)?.key ?? '';
      const rest = isWhole ? sorted.slice(PORTION) : sorted.filter((key) => key > last);
      const took = performance.now() - started;
      learn((isWhole || rest.length === 0) && took < SLOW * records.length + GRACE);
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
    if (isWorthIt && sorted.length >= MANY) together(entries, sorted, to);
    else readEach(entries, sorted, to);
  };

  return (entries, keys, to) => {
    keys.sort();
    if (!isWorthIt && keys.length >= MANY) look(entries, keys);
    read(entries, keys, to);
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

/** The range that the first of many keys span, and how many records it may bring. */
function portionOf(sorted: readonly string[]): { range: IDBKeyRange; most: number } {
  const keys = sorted.slice(0, PORTION);
  const range = IDBKeyRange.bound(keys[0], keys.at(-1));
  return { range, most: Math.ceil(keys.length * WASTE) };
}
