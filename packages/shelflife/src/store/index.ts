/**
 * What the author of a store needs: the contract, and the semantics that all stores share. Hold the store
 * to the two suites of `shelflife/testing`.
 *
 * @experimental the contract may still change
 */

export { apply } from '../model/apply.js';
export { type Change, changeOf, forget, isConcerned } from '../model/change.js';
export { type Body, type EntriesSize, sizeOf } from '../model/codec/body.js';
export { copyOf } from '../model/codec/encode.js';
export type { EntryView } from '../model/entry-view.js';
export { CacheError, type CacheErrorCode, type Failure } from '../model/errors.js';
export { inRange, type KeyRange } from '../model/key.js';
export { type KeyPage, pageOf } from '../model/key-pages.js';
export { LEASE_KEPT, type Lease, type LeaseRequest, LONGEST_TERM } from '../model/lease.js';
export {
  type Clear,
  changesEntries,
  type DeleteTagged,
  type Entry,
  isWrite,
  type KeyedOperation,
  keysOf,
  type LeaseOperation,
  needsValue,
  type Operation,
  type Outcome,
  usesLease,
} from '../model/operation.js';
export type {
  Backend,
  Batch,
  Eviction,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from '../model/store.js';
export { isKept, isLive, type StaleBounds, staleFor } from '../model/timeout.js';
export { Deadline } from '../platform/deadline.js';
export {
  type AppliedBatch,
  applyBatch,
  type Changes,
  type LeaseChanges,
  type Loaded,
  writeTo,
} from '../stores/apply-batch.js';
export { keepWithin } from '../stores/bound.js';
export { cullOrder, cullSize, cullTarget } from '../stores/cull.js';
export { SizedEntries } from '../stores/sized-entries.js';
