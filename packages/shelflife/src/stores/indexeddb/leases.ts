/** The object store of leases: under the keys of their entries, read by those who load, and swept in the end. */
import { FARTHEST_END, LEASE_KEPT, type Lease } from '../../model/lease.js';
import { type Operation, usesLease } from '../../model/operation.js';
import { type Progress, type Reader, readEach } from './loader.js';
import { keysBy } from './removal.js';
import { BY_TERM, LEASES } from './schema.js';
import { inTransaction, type TransactionOptions } from './transaction.js';

export function leasesBeside(entries: IDBObjectStore): IDBObjectStore {
  return entries.transaction.objectStore(LEASES);
}

/** Reads the leases of the operations that look at one. */
export function loadLeases(
  entries: IDBObjectStore,
  operations: readonly Operation[],
  handle: Progress,
  to: Reader<Lease>,
): void {
  const keys = new Set(operations.filter(usesLease).map(({ key }) => key));
  const leases = leasesBeside(entries);
  if (!operations.some(({ type }) => type === 'deleteTagged'))
    return readEach(leases, [...keys], handle, to);
  // There are few, and any of them may have the tag.
  leases.getAllKeys().onsuccess = ({ target }) => {
    const all = (target as IDBRequest<string[]>).result;
    handle.progress();
    readEach(leases, all, handle, to);
  };
}

/** Ends leases that cannot be read. */
export function removeLeases(
  db: IDBDatabase,
  keys: readonly string[],
  options: TransactionOptions,
): Promise<void> {
  return inTransaction(db, LEASES, 'readwrite', options, (leases) => {
    for (const key of keys) leases.delete(key);
  });
}

/**
 * Removes leases whose term ended long ago, or that were taken before the clock was set back, as many as there is
 * room for.
 */
export async function sweepLeases(
  entries: IDBObjectStore,
  now: number,
  latest: number,
  room: number,
) {
  const leases = leasesBeside(entries);
  const over = IDBKeyRange.upperBound(now - LEASE_KEPT);
  const future = IDBKeyRange.lowerBound(latest + FARTHEST_END, true);
  const keys = await keysBy(leases, BY_TERM, over, room);
  keys.push(...(await keysBy(leases, BY_TERM, future, room - keys.length)));
  for (const key of keys) leases.delete(key);
  const [left] = await keysBy(leases, BY_TERM, null, 1);
  return { removed: keys.length, isLeft: left !== undefined };
}
