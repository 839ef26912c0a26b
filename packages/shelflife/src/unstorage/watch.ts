/** Tells unstorage which items have changed, here and in other tabs. */
import type { UntypedCache } from '../api/types.js';

/** Called for each item that has changed. */
export type UnstorageWatcher = (event: 'update' | 'remove', key: string) => unknown;

/** Calls `watcher` until the function is called that this resolves to. Rejects if the items cannot be listed. */
export async function watch(cache: UntypedCache, watcher: UnstorageWatcher): Promise<() => void> {
  const items = new WatchedItems(cache, watcher);
  const unsubscribe = cache.subscribe(({ keys }) => items.changed(keys));
  const unwatch = () => {
    unsubscribe();
    items.end();
  };
  await items.listed.catch((error) => {
    unwatch();
    throw error;
  });
  return unwatch;
}

/** A change says "read again": what is there now is compared with what was. */
class WatchedItems {
  /** Resolves once it is known what is there. */
  readonly listed: Promise<void>;
  readonly #cache: UntypedCache;
  readonly #known = new Set<string>();
  #watcher: UnstorageWatcher;
  /** One look at a time, so that events have the order of the changes. */
  #looks: Promise<void>;

  constructor(cache: UntypedCache, watcher: UnstorageWatcher) {
    this.#cache = cache;
    this.#watcher = watcher;
    this.listed = this.#all().then((keys) => {
      for (const key of keys) this.#known.add(key);
    });
    this.#looks = this.listed;
  }

  /** @param keys `undefined`: any */
  changed(keys: readonly string[] | undefined): void {
    // What cannot be read now is seen at the next change.
    this.#looks = this.#looks.then(() => this.#look(keys)).catch(() => {});
  }

  end(): void {
    this.#watcher = () => {};
  }

  async #look(keys: readonly string[] | undefined): Promise<void> {
    const live = keys ? await this.#liveAmong(keys) : await this.#all();
    for (const key of keys ?? this.#known)
      if (!live.has(key) && this.#known.delete(key)) this.#tell('remove', key);
    for (const key of live) {
      this.#known.add(key);
      this.#tell('update', key);
    }
  }

  async #liveAmong(keys: readonly string[]): Promise<Set<string>> {
    const isLive = await Promise.all(keys.map(this.#cache.has));
    return new Set(keys.filter((_, n) => isLive[n]));
  }

  async #all(): Promise<Set<string>> {
    const keys = new Set<string>();
    for await (const key of this.#cache.keys()) keys.add(key);
    return keys;
  }

  /** In a microtask of its own: an error of the watcher is reported as any listener's. */
  #tell(event: 'update' | 'remove', key: string): void {
    queueMicrotask(() => this.#watcher(event, key));
  }
}
