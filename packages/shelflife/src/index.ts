/** What the package exports, and nothing else. */
export { createCache } from './create-cache.js';
export { CacheError, type CacheErrorCode, type Failure, KeyNotFoundError } from './errors.js';
export type { KeyRange } from './key.js';
export type { Change, Clear, Entry, KeyedOperation, Operation, Outcome } from './operation.js';
export { type IndexedDBStoreOptions, indexedDBStore } from './stores/indexeddb/store.js';
export { memoryStore } from './stores/memory.js';
export { nullStore } from './stores/null.js';
export type {
  Batch,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from './stores/store.js';
export type {
  Backend,
  Cache,
  CacheBase,
  CacheEntry,
  CacheErrorEvent,
  CacheEvents,
  CacheOptions,
  Countable,
  CountableKeyOf,
  DegradedEvent,
  EntriesObject,
  EntryOptions,
  KeyFunction,
  KeyOf,
  ListenerOptions,
  MemoryOptions,
  PairOf,
  RestoredEvent,
  ScanOptions,
  Seconds,
  Timeout,
  TypedCache,
  UntypedCache,
  ValueOrLoader,
  VersionOptions,
} from './types.js';
