/** What the package exports, and nothing else. */

export type {
  CacheBase,
  CacheEntry,
  EntriesOptions,
  ListenerOptions,
  ScanOptions,
  StoredEntry,
} from './api/cache-base.js';
export type { CacheOptions, MemoryOptions } from './api/cache-options.js';
export { createCache } from './api/create-cache.js';
export type {
  LifetimeOptions,
  Loader,
  LoaderContext,
  LoadingOptions,
  LoadOptions,
  ManyLoaded,
  ManyLoaderContext,
  Memoized,
  MemoizeOptions,
  PreviousEntry,
} from './api/loader-types.js';
export type {
  CountOptions,
  EntryOptions,
  ExpiryOptions,
  PrefixOptions,
  ReadOptions,
  Seconds,
  StaleOptions,
  StoringOptions,
  Timeout,
  TouchTimeout,
  VersionOptions,
} from './api/option-types.js';
export type {
  Awaitable,
  Countable,
  CountableKeyOf,
  EntriesObject,
  KeyOf,
  PairOf,
} from './api/schema-types.js';
export type {
  SubscribeOptions,
  SubscriptionEvent,
  SubscriptionListener,
  SubscriptionTarget,
} from './api/subscription-types.js';
export type { Cache, TypedCache, UntypedCache } from './api/types.js';
export type { Stats } from './core/activity.js';
export type {
  ActivityEvents,
  CacheErrorEvent,
  CacheEvents,
  DegradedEvent,
  EvictEvent,
  HitEvent,
  LoadEvent,
  RestoredEvent,
} from './core/events.js';
export type { Change } from './model/change.js';
export type { EntriesSize } from './model/codec/body.js';
export { CacheError, type CacheErrorCode, type Failure, KeyNotFoundError } from './model/errors.js';
export type { KeyFunction, KeyRange } from './model/key.js';
export type { KeyPage } from './model/key-pages.js';
export type { Clear, Entry, KeyedOperation, Operation, Outcome } from './model/operation.js';
export type {
  Backend,
  Batch,
  Eviction,
  Store,
  StoreListener,
  StoreSession,
  StoreSettings,
} from './model/store.js';
export { type IndexedDBStoreOptions, indexedDBStore } from './stores/indexeddb/store.js';
export { memoryStore } from './stores/memory.js';
export { nullStore } from './stores/null.js';
