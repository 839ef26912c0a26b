/** What the package exports, and nothing else. */
export { createCache } from './api/create-cache.js';
export type {
  Cache,
  CacheBase,
  CacheEntry,
  CacheOptions,
  Countable,
  CountableKeyOf,
  EntriesObject,
  EntryOptions,
  KeyOf,
  ListenerOptions,
  MemoryOptions,
  PairOf,
  ScanOptions,
  Seconds,
  Timeout,
  TypedCache,
  UntypedCache,
  ValueOrLoader,
  VersionOptions,
} from './api/types.js';
export type { CacheErrorEvent, CacheEvents, DegradedEvent, RestoredEvent } from './core/events.js';
export { CacheError, type CacheErrorCode, type Failure, KeyNotFoundError } from './model/errors.js';
export type { KeyFunction, KeyRange } from './model/key.js';
export type {
  Change,
  Clear,
  Entry,
  KeyedOperation,
  Operation,
  Outcome,
} from './model/operation.js';
export type {
  Backend,
  Batch,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from './model/store.js';
export { type IndexedDBStoreOptions, indexedDBStore } from './stores/indexeddb/store.js';
export { memoryStore } from './stores/memory.js';
export { nullStore } from './stores/null.js';
