/** The driver of unstorage: a cache in the shape that unstorage asks for. */
import type { UntypedCache } from '../api/types.js';
import { type UnstorageWatcher, watch } from './watch.js';

/** The options of `unstorageDriver`. */
export interface UnstorageDriverOptions {
  /** Seconds that an item is kept whose call gives no `ttl`; 0 for ever. @default 0 */
  readonly ttl?: number | undefined;
}

/** The options of a call, of which the driver knows `ttl`, in seconds. */
export interface UnstorageCallOptions {
  readonly ttl?: number;
}

/** An item of `setItems`. */
export interface UnstorageItem {
  readonly key: string;
  readonly value: unknown;
  readonly options?: UnstorageCallOptions;
}

/** What unstorage takes for a value. */
export type UnstorageValue = null | string | number | boolean | object;

/** What the driver knows of an item: when it was written, and the seconds left if it does not stay for ever. */
export type UnstorageMeta = { mtime: Date; ttl?: number };

/** What `unstorageDriver` returns: a `Driver`. unstorage calls its methods detached. */
export class UnstorageDriver {
  readonly name = 'shelflife';
  readonly flags = { ttl: true };
  readonly options: UnstorageDriverOptions;
  readonly #cache: UntypedCache;

  constructor(cache: UntypedCache, options: UnstorageDriverOptions) {
    this.#cache = cache;
    this.options = options;
  }

  /** The cache. */
  readonly getInstance = (): UntypedCache => this.#cache;

  readonly hasItem = (key: string): Promise<boolean> => this.#cache.has(key);

  readonly getItem = async (key: string): Promise<UnstorageValue> =>
    (await this.#cache.get<UnstorageValue>(key)) ?? null;

  readonly getItemRaw = this.getItem;

  readonly getItems = async (
    items: readonly { readonly key: string }[],
  ): Promise<{ key: string; value: UnstorageValue }[]> => {
    const found = await this.#cache.getMany<UnstorageValue>(items.map(({ key }) => key));
    return items.map(({ key }) => ({ key, value: found[key] ?? null }));
  };

  readonly setItem = (key: string, value: unknown, call?: UnstorageCallOptions): Promise<void> =>
    this.#cache.set(key, value, call?.ttl || this.options.ttl || null);

  readonly setItemRaw = this.setItem;

  readonly setItems = async (items: readonly UnstorageItem[]): Promise<void> => {
    await Promise.all(items.map(({ key, value, options }) => this.setItem(key, value, options)));
  };

  readonly removeItem = async (key: string): Promise<void> => {
    await this.#cache.delete(key);
  };

  readonly getMeta = async (key: string): Promise<UnstorageMeta | null> => {
    const [entry, ttl] = await Promise.all([this.#cache.getEntry(key), this.#cache.ttl(key)]);
    if (!entry) return null;
    const mtime = new Date(entry.written);
    return ttl ? { mtime, ttl } : { mtime };
  };

  /** The keys that begin with `base`. */
  readonly getKeys = async (base = ''): Promise<string[]> => {
    const keys = [];
    for await (const key of this.#cache.keys({ prefix: base })) keys.push(key);
    return keys;
  };

  /** Removes the items whose keys begin with `base`. */
  readonly clear = (base = ''): Promise<void> => this.#cache.clear({ prefix: base });

  /**
   * Calls `watcher` for each item that changes, in this tab and others; an expiry is no change. It lists the keys
   * at the beginning, and again where it is not known which have changed. Resolves to the function that ends it.
   */
  readonly watch = (watcher: UnstorageWatcher): Promise<() => void> => watch(this.#cache, watcher);

  readonly dispose = (): Promise<void> => this.#cache.close();
}
