/** Tabs that load the same keys. Each function is sent to a page as text: it sees nothing around it. */
import type { CacheOptions, UntypedCache } from 'shelflife';

declare global {
  interface Window {
    loads: {
      cache: UntypedCache;
      /** How often a loader ran in this page. */
      calls: number;
      /** The answers of `ask()`, as they come. */
      answers: unknown[];
      /** Ends the loaders that are under way, with a value or an error. */
      end: (value: unknown) => void;
      /** Calls `getOrSet` of `k`, whose loader waits for `end()`. Resolves once the loader runs. */
      start: (options?: object) => Promise<void>;
      /** Calls `getOrSet` of `k`, whose loader answers at once. */
      ask: (options?: object) => Promise<unknown>;
    };
  }
}

/** Gives a page its cache. */
export async function installLoads(options: CacheOptions): Promise<void> {
  const cache = window.shelflife.createCache({ name: 'loads', ...options });
  const ends: ((value: unknown) => void)[] = [];
  const loads: Window['loads'] = {
    cache,
    calls: 0,
    answers: [],
    end: (value) => {
      for (const end of ends.splice(0)) end(value);
    },
    start: (options) =>
      new Promise((running) => {
        const load = async () => {
          loads.calls++;
          running();
          const value = await new Promise((resolve) => ends.push(resolve));
          if (value instanceof Error) throw value;
          return value;
        };
        const answered = (value: unknown) => loads.answers.push(value);
        cache.getOrSet('k', load, options).then(answered, ({ message }) => answered(message));
      }),
    ask: (options) =>
      cache.getOrSet('k', () => `loaded ${++loads.calls}`, options).catch(({ message }) => message),
  };
  window.loads = loads;
  await cache.get('k');
}

/** Calls `getOrSet` so many times at once, with a loader that takes a moment. Resolves to the different answers. */
export async function stampede(callers: number): Promise<unknown[]> {
  const { loads } = window;
  const load = async () => {
    loads.calls++;
    // A timer of a hidden page is up to a second late, and a hidden holder is waited for no longer than that.
    const { port1, port2 } = new MessageChannel();
    for (const began = performance.now(); performance.now() < began + 300; )
      await new Promise((resolve) => {
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
    return `of ${loads.calls}`;
  };
  const calls = Array.from({ length: callers }, () => loads.cache.getOrSet('k', load));
  return [...new Set(await Promise.all(calls))];
}

/** Loads keys one after another, and says of each when its loader runs. */
export async function loadOnAndOn(count: number): Promise<void> {
  const { cache } = window.loads;
  const asked = new BroadcastChannel('asked');
  for (let n = 0; n < count; n++)
    await cache.getOrSet(`key ${n}`, async () => {
      asked.postMessage(n);
      const turns = Math.floor(Math.random() * 4);
      for (let turn = 0; turn < turns; turn++) await cache.has('other');
      return 'loaded';
    });
  asked.postMessage(-1);
  asked.close();
}

/** Deletes, overwrites or clears each key that the other tab is loading. Resolves to how many. */
export async function removeWhatLoads(): Promise<number> {
  const { cache } = window.loads;
  const asked = new BroadcastChannel('asked');
  const done: Promise<unknown>[] = [];
  await new Promise<void>((over) => {
    asked.onmessage = ({ data: n }) => {
      if (n < 0) return over();
      const key = `key ${n}`;
      if (n % 3 === 0) done.push(cache.delete(key));
      else if (n % 3 === 1) done.push(cache.set(key, 'set'));
      else done.push(cache.clear());
    };
    document.title = 'listening';
  });
  await Promise.all(done);
  asked.close();
  return done.length;
}

/** What is on the disk that should not be: of keys that were removed while a loader ran. */
export async function resurrected(): Promise<unknown[]> {
  const truth = window.shelflife.createCache({ name: 'loads', memory: false });
  const found: unknown[] = [];
  for await (const { key, value } of truth.entries()) if (value !== 'set') found.push([key, value]);
  return found;
}
