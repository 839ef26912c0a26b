/** The storage adapter of Keyv 6: a cache in the shape that Keyv asks for. */
import type { UntypedCache } from '../api/types.js';
import { Emitter } from './emitter.js';

/** What `setMany` takes: a key, an encoded value, and when it expires, in ms since the epoch. */
export interface KeyvStorageEntry {
  readonly key: string;
  readonly value: unknown;
  readonly expires?: number | undefined;
}

interface KeyvMethod {
  exists: boolean;
  methodType: 'async';
}

const method: KeyvMethod = { exists: true, methodType: 'async' };

/** Keyv uses an adapter that accepts `expires` as it is, and gives others a relative TTL. */
const capabilities = {
  compatible: true,
  store: 'keyvStorage' as const,
  expires: true,
  methods: {
    get: method,
    getMany: method,
    has: method,
    hasMany: method,
    set: method,
    setMany: method,
    delete: method,
    deleteMany: method,
    clear: method,
    disconnect: method,
    iterator: method,
  },
};

/** What `keyvAdapter` returns: a `KeyvStorageAdapter`. */
export class KeyvAdapter extends Emitter {
  readonly capabilities = capabilities;
  readonly #cache: UntypedCache;
  #namespace: string | undefined;
  #view: UntypedCache;

  constructor(cache: UntypedCache) {
    super();
    this.#cache = cache;
    this.#view = cache;
  }

  /** Keyv sets it to its own. */
  get namespace(): string | undefined {
    return this.#namespace;
  }

  set namespace(namespace: string | undefined) {
    this.#namespace = namespace;
    this.#view = namespace ? this.#cache.namespace(namespace) : this.#cache;
  }

  get<T>(key: string): Promise<T | undefined> {
    return this.#view.get<T>(key);
  }

  async getMany<T>(keys: string[]): Promise<(T | undefined)[]> {
    const found = await this.#view.getMany<T>(keys);
    return keys.map((key) => found[key]);
  }

  /** @param expires ms since the epoch; without it for ever */
  async set(key: string, value: unknown, expires = Infinity): Promise<boolean> {
    await this.#view.set(key, value, { expires });
    return true;
  }

  /** Stores all of them in one transaction. One that fails is `false`, and the adapter emits `error` with the reason. */
  setMany(entries: readonly KeyvStorageEntry[]): Promise<boolean[]> {
    const stored = async ({ key, value, expires }: KeyvStorageEntry) => {
      try {
        return await this.set(key, value, expires);
      } catch (error) {
        this.emit('error', error);
        return false;
      }
    };
    return Promise.all(entries.map(stored));
  }

  has(key: string): Promise<boolean> {
    return this.#view.has(key);
  }

  hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map(this.#view.has));
  }

  delete(key: string): Promise<boolean> {
    return this.#view.delete(key);
  }

  deleteMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map(this.#view.delete));
  }

  clear(): Promise<void> {
    return this.#view.clear();
  }

  /** The live entries of the namespace, without those of namespaces nested in it. */
  async *iterator<T>(): AsyncGenerator<[string, T], void> {
    for await (const { key, value } of this.#view.entries<T>()) yield [key, value];
  }

  disconnect(): Promise<void> {
    return this.#cache.close();
  }
}
