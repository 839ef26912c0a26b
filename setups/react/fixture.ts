/** What the tests of the hooks share. */
import { createCache, memoryStore, type UntypedCache } from 'shelflife';

/** A promise that the test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T = unknown>(): Deferred<T> {
  let settlers: Omit<Deferred<T>, 'promise'>;
  const promise = new Promise<T>((resolve, reject) => {
    settlers = { resolve, reject };
  });
  return { promise, ...settlers! };
}

/** Two caches over the same entries, as in two tabs, and their clock. */
export interface Tabs {
  readonly cache: UntypedCache;
  readonly other: UntypedCache;
  readonly advance: (seconds: number) => void;
}

export function tabs(): Tabs {
  let now = 1e12;
  const options = { store: memoryStore(), now: () => now };
  const advance = (seconds: number) => {
    now += seconds * 1000;
  };
  return { cache: createCache(options), other: createCache(options), advance };
}
