/** Workers that are unavailable, and workers that end. Each is sent as text: it sees nothing around it. */

declare global {
  interface Window {
    /** Those that the page has started since `watchWorkers`. */
    workers: Worker[];
  }
}

/** Scripts that serve no stores, by what is wrong with them. */
export const BAD_SCRIPTS: Readonly<Record<string, string>> = {
  'a script that is not there': '/missing-worker.js',
  'a script that throws': '/throwing-worker.js',
  'a worker that never answers': '/silent-worker.js',
  'a worker of another deployment': '/foreign-worker.js',
};

/** What calls come to with such a script. */
export async function tryScript(script: string) {
  const { createCache, workerStore } = window.shelflife;
  let started = 0;
  const worker = () => {
    started++;
    return new Worker(script, { type: 'module' });
  };
  const cache = createCache({ store: workerStore({ worker }), deadline: 0.5 });
  const degraded: string[] = [];
  cache.addEventListener('degraded', ({ error }) => degraded.push(error.code));
  const calls = [cache.set('a', 1), cache.incr('a'), cache.get('a'), cache.has('b')];
  const answers = await Promise.all(calls);
  return { answers: answers.map(String), started, degraded, backend: cache.backend };
}

/** What `tryScript` gives: tried twice, then the page does the work. */
export const doneByPage = {
  answers: ['undefined', '2', '2', 'false'],
  started: 2,
  degraded: ['unavailable'],
  backend: 'indexeddb',
};

/** What a cache with a worker comes to under a policy of the page's. */
export async function tryPolicy() {
  const { createCache, workerStore } = window.shelflife;
  const cache = createCache({ store: workerStore() });
  let degraded = false;
  cache.addEventListener('degraded', () => {
    degraded = true;
  });
  await cache.set('k', 1);
  return [await cache.get('k'), cache.backend, degraded];
}

/** Keeps the workers that the page starts at hand. */
export function watchWorkers(): void {
  const workers: Worker[] = [];
  window.workers = workers;
  window.Worker = class extends window.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      workers.push(this);
    }
  };
}

/** What calls come to whose worker is ended, twice. */
export async function endInMidCall() {
  const { createCache, workerStore } = window.shelflife;
  const cache = createCache({ store: workerStore(), deadline: 0.3, memory: false });
  let degraded = 0;
  cache.addEventListener('degraded', () => degraded++);
  await cache.set('before', 1);
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'done',
      (error) => error.code,
    );
  const ended = async () => {
    const reading = cache.get('before');
    await Promise.resolve();
    await Promise.resolve();
    const writing = codeOf(cache.set('during', 2));
    await Promise.resolve();
    await Promise.resolve();
    window.workers.at(-1)!.terminate();
    return [await reading, await writing];
  };
  const first = await ended();
  const after = [await codeOf(cache.set('after', 3)), await cache.get('after')];
  const second = await ended();
  return { first, after, second, started: window.workers.length, degraded };
}

/** What `endInMidCall` gives: writes may be done, reads are answered, and another worker is started once. */
export const endedInMidCall = {
  first: [1, 'outcome-unknown'],
  after: ['done', 3],
  second: [1, 'outcome-unknown'],
  started: 2,
  degraded: 1,
};

/** What a cache in the page and one in a worker read of each other's writes. */
export async function hearEachOther() {
  const { createCache, workerStore, indexedDBStore } = window.shelflife;
  const here = createCache({ name: 'shared', store: indexedDBStore() });
  const there = createCache({ name: 'shared', store: workerStore() });
  const until = async (read: () => Promise<unknown>, value: unknown) => {
    while ((await read()) !== value) await new Promise((resolve) => setTimeout(resolve, 5));
    return value;
  };
  await here.set('k', 1);
  const first = await there.get('k');
  await here.get('k');
  await there.set('k', 2);
  const second = await until(() => here.get('k'), 2);
  await here.set('k', 3);
  return [first, second, await until(() => there.get('k'), 3)];
}

/** The databases that the page itself opens while a worker serves it, and what it reads. */
export async function openedByPage() {
  const opened: string[] = [];
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (name, ...rest) {
    opened.push(name);
    return open.call(this, name, ...rest);
  };
  const { createCache, workerStore } = window.shelflife;
  const cache = createCache({ name: 'enroll_cache', store: workerStore() });
  await cache.set('movie', 'The Manjhi', 30);
  const movie = await cache.get('movie');
  const names = (await indexedDB.databases()).map(({ name }) => name);
  return { opened, movie, names, backend: cache.backend };
}

/** What `openedByPage` gives. */
export const openedByWorker = {
  opened: [],
  movie: 'The Manjhi',
  names: ['shelflife/2/enroll_cache'],
  backend: 'indexeddb',
};

/** How many of the calls that end a cache settle although its worker has gone. */
export async function endWithoutWorker(): Promise<number> {
  const { createCache, workerStore } = window.shelflife;
  let settled = 0;
  for (const end of ['flush', 'close', 'destroy'] as const) {
    const cache = createCache({ name: end, store: workerStore(), deadline: 0.2 });
    await cache.set('k', 1);
    window.workers.at(-1)!.terminate();
    const pending = cache.set('k', 2).catch(() => {});
    await cache[end]().catch(() => {});
    await pending;
    settled++;
  }
  return settled;
}
