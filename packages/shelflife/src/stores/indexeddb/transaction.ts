/**
 * One batch in one transaction: load what it names, apply its operations in memory, write back what
 * changed. Bare requests and callbacks, as a promise for each costs half as much again.
 */
import { type Clear, isWrite, type Outcome } from '../../operation.js';
import type { Batch, Change } from '../store.js';
import { Draft, keysToLoad, type Refusals } from './draft.js';
import { classify } from './failure.js';
import { type Guard, inTransaction, type TransactionOptions } from './guard.js';
import { BY_ADDRESS, ENTRIES, type EntryRecord, toEntry, toRecord } from './schema.js';

export interface BatchOptions extends TransactionOptions {
  /** The order in which entries are written, as a moment near `now`. */
  readonly stamp: (now: number) => number;
  /** Called while the lock is held, before the commit. */
  readonly changing: (change: Change) => void;
  /** Called with the key of a record that cannot be read: it counts as missing. */
  readonly unreadable: (key: string) => void;
}

export interface Committed {
  readonly outcomes: Outcome[];
  /** How many entries are new, or may be. */
  readonly inserted: number;
  /** The keys that were written to. */
  readonly changed: ReadonlySet<string>;
}

/**
 * Resolves once the batch is committed. Rejects with a `CacheError`, and nothing was changed unless
 * its code is `outcome-unknown`.
 */
export function transact(
  db: IDBDatabase,
  batch: Batch,
  options: BatchOptions,
  refusals: Refusals = new Map(),
): Promise<Committed> {
  const mode = batch.operations.some(isWrite) ? 'readwrite' : 'readonly';
  return inTransaction<Committed>(db, ENTRIES, mode, options, (entries, guard) => {
    const work = new BatchWork(batch, options, refusals, entries, guard);
    work.load();
    return () => work.committed();
  });
}

class BatchWork {
  readonly #draft = new Draft();
  readonly #batch: Batch;
  readonly #options: BatchOptions;
  readonly #refusals: Refusals;
  readonly #entries: IDBObjectStore;
  readonly #guard: Guard<Committed>;
  #outcomes: Outcome[] = [];
  /** Requests under way whose answers lead to further requests. */
  #searching = 0;
  #isCommitting = false;

  constructor(
    batch: Batch,
    options: BatchOptions,
    refusals: Refusals,
    entries: IDBObjectStore,
    guard: Guard<Committed>,
  ) {
    this.#batch = batch;
    this.#options = options;
    this.#refusals = refusals;
    this.#entries = entries;
    this.#guard = guard;
  }

  load(): void {
    const keys = keysToLoad(this.#batch.operations);
    let waiting = keys.size;
    if (waiting === 0) return this.#write();
    const arrived = () => {
      this.#guard.progress();
      if (--waiting === 0) this.#guard.step(() => this.#write());
    };
    for (const key of keys) this.#loadOne(key, arrived);
  }

  committed(): Committed {
    const { loaded, changed } = this.#draft;
    let inserted = 0;
    for (const key of changed) if (this.#draft.load(key) && !loaded.get(key)) inserted++;
    return { outcomes: this.#outcomes, inserted, changed };
  }

  #loadOne(key: string, arrived: () => void): void {
    const request: IDBRequest<EntryRecord | undefined> = this.#entries.get(key);
    request.onsuccess = () => {
      this.#draft.loaded.set(key, request.result && toEntry(request.result));
      arrived();
    };
    request.onerror = (event) => {
      if (classify(request.error).code !== 'corrupt') return;
      event.preventDefault();
      this.#options.unreadable(key);
      arrived();
    };
  }

  #write(): void {
    const { operations } = this.#batch;
    let refused: number;
    do {
      refused = this.#refusals.size;
      this.#outcomes = this.#draft.apply(operations, this.#refusals, this.#batch.now);
      for (const key of this.#draft.changed) this.#writeBack(key);
    } while (this.#refusals.size > refused);
    for (const operation of operations) if (operation.type === 'clear') this.#clear(operation);
    if (!operations.some(isWrite)) this.#guard.answer(this.committed());
    // The loads have succeeded, so the lock is held: nothing more is to be waited for.
    else if (this.#draft.loaded.size > 0) this.#commit();
  }

  /** Some values can be cloned and not stored: `put` throws, and their operation is refused. */
  #writeBack(key: string): void {
    const entry = this.#draft.load(key);
    if (!entry) return this.#watch(this.#entries.delete(key));
    const record = toRecord(key, entry, this.#options.stamp(this.#batch.now));
    try {
      this.#watch(this.#entries.put(record));
    } catch (error) {
      const giver = this.#draft.giverOf(key);
      const { code, message, cause } = classify(error);
      if (giver === undefined || code === 'connection') throw error;
      this.#refusals.set(giver, { code: 'data', message, cause });
    }
  }

  #clear({ ranges, byAddress }: Clear): void {
    if (!ranges) this.#watch(this.#entries.clear());
    for (const { from, to } of ranges ?? []) {
      const range = IDBKeyRange.bound(from, to, false, true);
      this.#clearAddressed(range);
      if (!byAddress) this.#watch(this.#entries.delete(range));
    }
  }

  /** Entries whose keys a `keyFunction` made are found by their address. */
  #clearAddressed(range: IDBKeyRange): void {
    const found = this.#entries.index(BY_ADDRESS).getAllKeys(range);
    this.#searching++;
    found.onsuccess = () => {
      this.#searching--;
      for (const key of found.result) this.#watch(this.#entries.delete(key));
      this.#commit();
    };
  }

  #watch(request: IDBRequest): void {
    request.onsuccess = this.#succeeded;
  }

  readonly #succeeded = (): void => {
    this.#guard.progress();
    this.#commit();
  };

  /** From the first success on: until then the transaction may wait its turn, and can be aborted. */
  #commit(): void {
    if (this.#isCommitting || this.#searching > 0) return;
    this.#isCommitting = true;
    const { changing } = this.#options;
    const { changed } = this.#draft;
    for (const operation of this.#batch.operations)
      if (operation.type === 'clear')
        changing(operation.ranges ? { ranges: operation.ranges } : { all: true });
    if (changed.size > 0) changing({ keys: [...changed] });
    this.#guard.commit();
  }
}
