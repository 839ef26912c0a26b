/**
 * Batches on the database: what each kind of failure of one leads to is decided here. One that is done
 * again, on a fresh connection or in parts, keeps its place: it goes before those asked after it.
 */
import { CacheError, quote } from '../../model/errors.js';
import { isWrite, type Outcome } from '../../model/operation.js';
import type { Batch, StoreSettings } from '../../model/store.js';
import { type BatchOptions, type Committed, keysToLoad, transact } from './batch.js';
import { isolate } from './bisect.js';
import { mayBeOnesFault } from './failure.js';
import { loader, type Unreadable } from './load.js';
import { stamper } from './monotonic-timestamps.js';
import { prune } from './prune.js';
import type { Membership } from './sharing.js';
import { removeUnreadable } from './unreadable.js';

/** Ms without eviction after one that did not help: small values free no space at once. */
const COOL_DOWN = 60_000;

/** How many of the oldest entries make room at the least, and what share of all at the most. */
const LEAST_EVICTION = 16;
const EVICTION_SHARE = 1 / 4;

/** A batch in its place among others. */
interface Turn extends BatchOptions {
  readonly number: number;
  /** Why the last attempt at it failed. */
  failure?: unknown;
  /** Never rejects. */
  settled?: Promise<unknown>;
}

/** A batch, or a part of one, in its place. */
interface Placed extends Batch {
  readonly turn: Turn;
}

/** A range that holds an unreadable record fails first, then what comes upon it alone. */
const RETRIES = 2;

/**
 * How a session does its batches. Rejects with a `CacheError`.
 *
 * @param underWay the batches whose transaction is under way
 * @param post tells the others of a change
 * @param tellAll tells the others, and this session's own cache, of a change
 * @param committed called as soon as a batch is committed
 */
export function batches(
  settings: StoreSettings,
  connection: Pick<Membership, 'use'>,
  underWay: Set<BatchOptions>,
  post: BatchOptions['post'],
  tellAll: BatchOptions['post'],
  committed: (committed: Committed) => void,
): (batch: Batch) => Promise<Outcome[]> {
  const { listener } = settings;
  const always = { settings, stamp: stamper(), load: loader(), post, unreadable() {} };
  const turns = new Set<Turn>();
  let last = 0;
  /** The number of the latest batch that was written. */
  let written = 0;
  let evictAfter = 0;

  /** Waits for earlier batches whose transaction is still to come; given up where a later one was written first. */
  const attempt = async (db: IDBDatabase, batch: Placed, unreadable: Unreadable) => {
    const { turn } = batch;
    for (const other of turns)
      if (other.number < turn.number && !underWay.has(other)) await other.settled;
    if (turn.failure && written > turn.number) throw turn.failure;
    underWay.add(turn);
    try {
      const done = await transact(db, batch, Object.assign(turn, { unreadable }));
      if (batch.operations.some(isWrite)) written = Math.max(written, turn.number);
      committed(done);
      return done.outcomes;
    } catch (error) {
      turn.failure = error;
      throw error;
    } finally {
      underWay.delete(turn);
    }
  };

  const remove = async (keys: readonly string[]) => {
    if (keys.length > 0) await connection.use((db) => removeUnreadable(db, keys, always));
  };

  /** Records that cannot be read are missing, and are removed. */
  const run = async (batch: Placed, tries = RETRIES): Promise<Outcome[]> => {
    const keys: string[] = [];
    let isSpoilt = false;
    const unreadable = (key?: string) => {
      isSpoilt = true;
      if (key === undefined) return;
      keys.push(key);
      listener.failed(new CacheError('corrupt', `IndexedDB: cannot read ${quote(key)}`));
    };
    try {
      const outcomes = await connection.use((db) => attempt(db, batch, unreadable));
      remove(keys).catch(listener.failed);
      return outcomes;
    } catch (error) {
      // Chromium aborts what has come upon an unreadable record, even if it made nothing of it.
      if (!isSpoilt || tries === 0) throw error;
      await remove(keys);
      return run(batch, tries - 1);
    }
  };

  /** On a full disk: evicts and tries once more; where that did not help, evicts nothing for a while. */
  const makeRoom = async (batch: Placed, failure: CacheError): Promise<Outcome[]> => {
    if (failure.code !== 'capacity' || performance.now() < evictAfter) throw failure;
    const count = Math.max(LEAST_EVICTION, batch.operations.filter(isWrite).length);
    const victims = (size: number) => Math.min(count, Math.ceil(size * EVICTION_SHARE));
    const except = new Set(keysToLoad(batch.operations));
    try {
      await connection.use((db) => prune(db, settings, tellAll, { victims, except, most: 0 }));
      return await run(batch);
    } catch (error) {
      evictAfter = performance.now() + COOL_DOWN;
      throw error;
    }
  };

  const complete = (batch: Placed) =>
    run(batch)
      .catch((error: CacheError) => makeRoom(batch, error))
      .catch((error: CacheError) => {
        if (!mayBeOnesFault(error) || !batch.operations.some(isWrite)) throw error;
        return isolate(batch.operations, error, (operations) => run({ ...batch, operations }));
      });

  return (batch) => {
    const turn: Turn = { ...always, number: ++last };
    turns.add(turn);
    const outcomes = complete({ ...batch, turn }).finally(() => turns.delete(turn));
    turn.settled = outcomes.catch(() => {});
    return outcomes;
  };
}
