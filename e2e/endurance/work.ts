/** Work of all kinds for a cache, to be installed in a page. */
import type { Cache } from 'shelflife';

declare global {
  interface Window {
    /** The cache that is worked on. */
    endured: Cache;
    /** Does so many mixed calls, and resolves when all have settled: to how many failed. */
    work: (calls: number) => Promise<number>;
  }
}

/** Runs in the page. */
export function installWork(inWorker: boolean): void {
  const { createCache, indexedDBStore, workerStore } = window.shelflife;
  const store = inWorker ? workerStore() : indexedDBStore();
  const bounds = { maxEntries: 500, memory: { maxEntries: 200 } };
  window.endured = createCache({ name: 'endured', store, ...bounds });

  type Call = (cache: Cache, key: string, n: number) => Promise<unknown>;

  const calls: Call[] = [
    (cache, key, n) => cache.set(key, { n, text: 'x'.repeat(200) }, 60),
    (cache, key) => cache.get(key),
    (cache, key, n) => cache.getOrSet(key, async () => ({ n, loaded: true }), 60),
    (cache, key, n) => cache.set(key, [n, { n }], 60),
    (cache, key, n) => cache.getMany([key, `key ${n + 1}`, 'none']),
    (cache, key, n) => cache.setMany({ [key]: n, other: n }, 60),
    (cache, key, n) => cache.add(key, n, 60),
    (cache, key) => cache.touch(key, 60),
    (cache, key) => cache.get(key, 'none'),
    (cache, key) => cache.delete(key),
    (cache, key) => cache.has(key),
    (cache, key) => cache.ttl(key),
    (cache, _, n) => cache.set('count', n, 60).then(() => cache.incr('count')),
    (cache, key) => cache.deleteMany([key, 'other']),
    (cache, key, n) => cache.set(key, new Uint8Array(n % 1000 === 14 ? 100_000 : 100), 60),
    // A clear of all would hide what else is never forgotten.
    (cache, key, n) => (n % 8 === 1 ? cache.namespace('own').clear() : cache.set(key, n, 0)),
    (cache, key) => cache.getOrSet(key, () => Promise.reject('not loaded')).catch(() => {}),
  ];

  let round = 0;

  const call = (n: number): Promise<unknown> => {
    const cache = n % 3 === 0 ? window.endured.namespace(`n${n % 7}`) : window.endured;
    // New keys all the time: whoever remembers one for each goes up.
    const key = n % 2 === 0 ? `key ${n % 400}` : `key ${round} ${n}`;
    return calls[n % calls.length]!(cache, key, n);
  };

  window.work = async (calls) => {
    let failed = 0;
    for (let done = 0; done < calls; done += 500) {
      round++;
      const batch = Array.from({ length: 500 }, (_, n) => call(done + n));
      for (const { status } of await Promise.allSettled(batch)) if (status === 'rejected') failed++;
    }
    return failed;
  };
}
