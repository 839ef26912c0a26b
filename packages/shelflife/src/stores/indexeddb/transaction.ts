/**
 * One batch in one transaction: load what it names, apply its operations in memory, write back what
 * changed. Bare requests and callbacks, as a promise for each costs half as much again.
 */
import type { CacheError } from '../../errors.js';
import { type Clear, isWrite, type Outcome } from '../../operation.js';
import type { Batch, Change } from '../store.js';
import { Draft, keysToLoad, type Refusals } from './draft.js';
import { classify, lostInCommit, stalled } from './failure.js';
import { BY_ADDRESS, ENTRIES, type EntryRecord, toEntry, toRecord } from './schema.js';
import { Watchdog } from './watchdog.js';

export interface TransactionOptions {
  readonly durability: 'relaxed' | 'strict';
  readonly deadline: number;
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
  options: TransactionOptions,
  refusals: Refusals = new Map(),
): Promise<Committed> {
  return new Promise((resolve, reject) => {
    try {
      new BatchTransaction(db, batch, options, refusals, resolve, reject).start();
    } catch (error) {
      reject(classify(error));
    }
  });
}

class BatchTransaction {
  readonly #batch: Batch;
  readonly #options: TransactionOptions;
  readonly #refusals: Refusals;
  readonly #resolve: (committed: Committed) => void;
  readonly #reject: (error: CacheError) => void;

  readonly #tx: IDBTransaction;
  readonly #store: IDBObjectStore;
  readonly #dog: Watchdog;
  readonly #draft = new Draft();
  readonly #writes: boolean;
  #outcomes: Outcome[] = [];
  /** Requests under way whose answers lead to further requests. */
  #searching = 0;
  #committing = false;
  #failure: CacheError | undefined;

  constructor(
    db: IDBDatabase,
    batch: Batch,
    options: TransactionOptions,
    refusals: Refusals,
    resolve: (committed: Committed) => void,
    reject: (error: CacheError) => void,
  ) {
    this.#batch = batch;
    this.#options = options;
    this.#refusals = refusals;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#writes = batch.operations.some(isWrite);
    const { durability, deadline } = options;
    this.#tx = db.transaction(ENTRIES, this.#writes ? 'readwrite' : 'readonly', { durability });
    this.#store = this.#tx.objectStore(ENTRIES);
    this.#tx.oncomplete = () => this.#settle();
    this.#tx.onabort = () => this.#fail(this.#failure ?? this.#aborted(this.#tx.error));
    this.#dog = new Watchdog(deadline, () => this.#stall());
  }

  start(): void {
    this.#guarded(() => this.#load());
  }

  #load(): void {
    const keys = keysToLoad(this.#batch.operations);
    let waiting = keys.size;
    if (waiting === 0) return this.#write();
    const arrived = () => {
      this.#dog.progress();
      if (--waiting === 0) this.#guarded(() => this.#write());
    };
    for (const key of keys) this.#loadOne(key, arrived);
  }

  #loadOne(key: string, arrived: () => void): void {
    const request: IDBRequest<EntryRecord | undefined> = this.#store.get(key);
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
    const { operations, now } = this.#batch;
    this.#outcomes = this.#draft.apply(operations, this.#refusals, now);
    if (!this.#writes) return this.#settle();
    while (!this.#putAll()) this.#outcomes = this.#draft.apply(operations, this.#refusals, now);
    for (const operation of operations) if (operation.type === 'clear') this.#clear(operation);
    // The loads have succeeded, so the lock is held: nothing more is to be waited for.
    if (this.#draft.loaded.size > 0) this.#commit();
  }

  /** Writes back each changed key; `false` if a value was refused, and its operation with it. */
  #putAll(): boolean {
    const refused = this.#refusals.size;
    const written = this.#options.stamp;
    for (const key of this.#draft.changed) {
      const entry = this.#draft.load(key);
      if (!entry) this.#request(this.#store.delete(key));
      else this.#put(key, toRecord(key, entry, written(this.#batch.now)));
    }
    return this.#refusals.size === refused;
  }

  /** Some values can be cloned and not stored: `put` throws, in the midst of the transaction. */
  #put(key: string, record: EntryRecord): void {
    try {
      this.#request(this.#store.put(record));
    } catch (error) {
      const giver = this.#draft.giverOf(key);
      const { code, message, cause } = classify(error);
      if (giver === undefined || code === 'connection') throw error;
      this.#refusals.set(giver, { code: 'data', message, cause });
    }
  }

  #clear({ ranges, byAddress }: Clear): void {
    if (!ranges) this.#request(this.#store.clear());
    for (const { from, to } of ranges ?? []) {
      const range = IDBKeyRange.bound(from, to, false, true);
      this.#clearAddressed(range);
      if (!byAddress) this.#request(this.#store.delete(range));
    }
  }

  /** Entries whose keys a `keyFunction` made are found by their address. */
  #clearAddressed(range: IDBKeyRange): void {
    const found = this.#store.index(BY_ADDRESS).getAllKeys(range);
    this.#searching++;
    found.onsuccess = () => {
      this.#searching--;
      for (const key of found.result) this.#request(this.#store.delete(key));
      this.#commit();
    };
  }

  #request(request: IDBRequest): void {
    request.onsuccess = this.#succeeded;
  }

  readonly #succeeded = (): void => {
    this.#dog.progress();
    this.#commit();
  };

  /** From the first success on: until then the transaction may wait its turn, and can be aborted. */
  #commit(): void {
    if (this.#committing || this.#searching > 0) return;
    this.#committing = true;
    for (const operation of this.#batch.operations)
      if (operation.type === 'clear')
        this.#options.changing(operation.ranges ? { ranges: operation.ranges } : { all: true });
    if (this.#draft.changed.size > 0) this.#options.changing({ keys: [...this.#draft.changed] });
    this.#guarded(() => this.#tx.commit());
  }

  #stall(): void {
    this.#failure = stalled(this.#options.deadline, this.#committing);
    if (!this.#committing) this.#abort();
    this.#fail(this.#failure);
  }

  /** An abort for no named reason while committing: the connection may have died before or after it. */
  #aborted(error: DOMException | null): CacheError {
    const failure = classify(error);
    if (!this.#committing || failure.code !== 'connection') return failure;
    return lostInCommit(failure);
  }

  #guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#failure = classify(error);
      this.#abort();
      this.#fail(this.#failure);
    }
  }

  #abort(): void {
    try {
      this.#tx.abort();
    } catch {
      // It has ended already; its event tells how.
    }
  }

  #fail(error: CacheError): void {
    this.#dog.stop();
    this.#reject(error);
  }

  #settle(): void {
    this.#dog.stop();
    const { loaded, changed } = this.#draft;
    let inserted = 0;
    for (const key of changed) if (this.#draft.load(key) && !loaded.get(key)) inserted++;
    this.#resolve({ outcomes: this.#outcomes, inserted, changed });
  }
}
