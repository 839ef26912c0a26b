/** Faults that strike the database named `drill`. Each is sent as text: it sees nothing around it. */

export function deleteDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase('shelflife/2/drill');
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

/** Opens the database with this version, raising it if need be, and closes it again. */
export function openVersion(version: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('shelflife/2/drill', version);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(request.error);
  });
}

/** A transaction that others wait for, until its page goes or `ms` have passed. */
export function holdTransaction(ms: number): Promise<void> {
  return new Promise((held) => {
    const request = indexedDB.open('shelflife/2/drill');
    request.onsuccess = () => {
      const store = request.result.transaction('entries', 'readwrite').objectStore('entries');
      const ends = performance.now() + ms;
      const spin = () => {
        if (performance.now() < ends) store.get('nothing').onsuccess = spin;
      };
      store.get('nothing').onsuccess = () => {
        spin();
        held();
      };
    };
  });
}

/** So many times in a row. */
export function throwFromTransaction(times: number): void {
  const state = window as { original?: IDBDatabase['transaction'] };
  state.original ??= IDBDatabase.prototype.transaction;
  const { original } = state;
  let left = times;
  IDBDatabase.prototype.transaction = function (...args) {
    if (left-- > 0)
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    return original.apply(this, args);
  };
}

/** The next so many writes, as a browser does that says no reason. */
export function abortWrites(times: number): void {
  const original = IDBDatabase.prototype.transaction;
  let left = times;
  IDBDatabase.prototype.transaction = function (...args) {
    const tx = original.apply(this, args);
    if (args[1] === 'readwrite' && left-- > 0) queueMicrotask(() => tx.abort());
    return tx;
  };
}

/**
 * Transactions that their opener never lets go of, and that tell nothing, until `window.speak()`.
 * What the cache says of its state from now on is in `window.events`.
 */
export function silence(): void {
  const original = IDBDatabase.prototype.transaction;
  const events: string[] = [];
  const speak = () => {
    IDBDatabase.prototype.transaction = original;
  };
  Object.assign(window, { events, speak });
  for (const type of ['degraded', 'restored'] as const)
    window.drill.cache.addEventListener(type, () => events.push(type));
  IDBDatabase.prototype.transaction = function (...args) {
    const tx = original.apply(this, args);
    for (const event of ['oncomplete', 'onabort', 'onerror'])
      Object.defineProperty(tx, event, { set: () => {} });
    const request = new Proxy({}, { get: () => () => undefined, set: () => true });
    const ask = () => request;
    const store = new Proxy({}, { get: (_, name) => (name === 'transaction' ? tx : ask) });
    Object.defineProperty(tx, 'objectStore', { value: () => store });
    return tx;
  };
}

declare global {
  interface Window {
    events: string[];
    speak: () => void;
  }
}

/** What calls come to in silence, and after how many ms, before the breaker has opened and after. */
export async function callInSilence() {
  const { cache } = window.drill;
  const timed = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    const result = await work().catch((error) => error.code);
    return { result, ms: performance.now() - started };
  };
  const set = await timed(() => cache.set('key 0', 'new'));
  const get = await timed(() => cache.get('key 0', 'miss'));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const open = await timed(() => cache.get('key 1', 'miss'));
  const refused = await timed(() => cache.set('key 2', 'new'));
  const loaded = await timed(() => cache.getOrSet('x', () => 'loaded'));
  return { set, get, open, refused, loaded };
}

/** A transaction of 100,000 puts. */
export async function setVeryMany() {
  const { cache } = window.drill;
  const entries = Array.from({ length: 100_000 }, (_, n): [string, number] => [`key ${n}`, n]);
  const failed = await cache.setMany(entries, null);
  return { failed, ends: { ...(await cache.getMany(['key 0', 'key 99999'])) } };
}

/** How many of 50 keys are found by one `getMany`, and after how many ms. */
export async function getFifty() {
  const started = performance.now();
  const keys = Array.from({ length: 50 }, (_, n) => `absent ${n}`);
  const found = Object.keys(await window.drill.cache.getMany(keys)).length;
  return { found, ms: performance.now() - started };
}

/** The codes of calls that fail, out of 22 at once that are followed by so many tasks of 6 s a millisecond apart. */
export async function callAmidLongTasks(count: number): Promise<string[]> {
  const { cache } = window.drill;
  await cache.set('counter', 1);
  let left = count;
  const run = () => {
    const ends = performance.now() + 6_000;
    while (performance.now() < ends);
    if (--left > 0) setTimeout(run, 1);
  };
  const sets = Array.from({ length: 20 }, (_, n) => cache.set(`amid ${n}`, n));
  const calls = [cache.get('counter'), cache.incr('counter'), ...sets];
  setTimeout(run, 0);
  const settled = await Promise.allSettled(calls);
  return settled.flatMap((call) => (call.status === 'rejected' ? [call.reason.code] : []));
}

/** Keeps what is said of the cache's state from now on in `window.events`. */
export function watchDegraded(): void {
  window.events = [];
  window.drill.cache.addEventListener('degraded', ({ error }) => window.events.push(error.message));
}
