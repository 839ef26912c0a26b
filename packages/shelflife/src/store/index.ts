/**
 * What the author of a store needs: the contract, and the semantics that all stores share. Hold the store
 * to the two suites of `shelflife/testing`.
 *
 * @experimental the contract may still change
 */
export type { Body } from '../model/codec/body.js';
export { copyOf } from '../model/codec/encode.js';
export { CacheError, type CacheErrorCode, type Failure } from '../model/errors.js';
export { inRange, type KeyRange } from '../model/key.js';
export { type KeyPage, pageOf } from '../model/key-pages.js';
export {
  apply,
  type Change,
  type Clear,
  changeOf,
  type Entry,
  type EntryView,
  forget,
  isWrite,
  type KeyedOperation,
  keysOf,
  needsValue,
  type Operation,
  type Outcome,
} from '../model/operation.js';
export type {
  Backend,
  Batch,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from '../model/store.js';
export { isLive } from '../model/timeout.js';
export { type AppliedBatch, applyBatch, type Changes } from '../stores/apply-batch.js';
export { cullSize } from '../stores/cull.js';
