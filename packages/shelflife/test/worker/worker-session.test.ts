/** Sessions in a worker: closed when the page goes to the back/forward cache, and opened again after it. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InThread, startServing } from '../support/in-thread.js';

let page: EventTarget;

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(name: string, worker = startServing()) {
  const store = workerStore({ worker: () => worker as unknown as Worker });
  return createCache({ name, store });
}

function goToBackForwardCache(): void {
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
}

/** The calls that arrive at a worker, as method and session; `flush` is left out. */
function callsTo(worker: InThread): string[] {
  const calls: string[] = [];
  worker.scope.addEventListener('message', () => {
    worker.port!.addEventListener('message', ({ data }) => {
      const [id] = data.argumentList ?? [];
      if (id && data.path[0] !== 'flush') calls.push(`${data.path} ${id.value}`);
    });
  });
  return calls;
}

test('a cache goes on after the back/forward cache, although writes were under way', async () => {
  const cache = open('restored');
  await cache.set('count', 0);
  const entries = Array.from({ length: 2_000 }, (_, n): [string, number] => [`key ${n}`, n]);
  const many = cache.setMany(entries);
  const counts = [cache.incr('count'), cache.incr('count')];
  await Promise.resolve();
  await Promise.resolve();
  goToBackForwardCache();
  counts.push(cache.incr('count'));
  expect(await Promise.all(counts)).toEqual([1, 2, 3]);
  expect(await many).toEqual([]);
  expect(await cache.get('key 1999')).toBe(1999);
  await cache.set('count', 9);
  goToBackForwardCache();
  goToBackForwardCache();
  expect(await cache.incr('count')).toBe(10);
  await cache.destroy();
});

test('each time that it is opened a session has a new id', async () => {
  const worker = new InThread();
  const calls = callsTo(worker);
  startServing(worker);
  const cache = open('ids', worker);
  await cache.set('k', 1);
  goToBackForwardCache();
  await cache.set('k', 2);
  await cache.close();
  await cache.set('k', 3);
  const expected = ['open 1', 'execute 1', 'close 1', 'open 2', 'execute 2', 'close 2'];
  // With its last cache the worker has ended; the next one begins anew.
  expect(calls).toEqual([...expected, 'open 1', 'execute 1']);
  await cache.destroy();
});

test('a session that the worker does not know is opened again', async () => {
  const workers: InThread[] = [];
  const store = workerStore({
    worker: () => {
      workers.push(startServing());
      return workers.at(-1) as unknown as Worker;
    },
  });
  const cache = createCache({ name: 'lost session', store, memory: false });
  const events: string[] = [];
  for (const type of ['error', 'degraded'] as const)
    cache.addEventListener(type, ({ error }) => events.push(error.message));
  await cache.set('k', 1);
  // A call of the page, by Comlink, that it did not make.
  const close = { type: 'RAW', value: 1 };
  const message = { id: 'foreign', type: 'APPLY', path: ['close'], argumentList: [close] };
  workers[0]!.port!.dispatchEvent(Object.assign(new Event('message'), { data: message }));
  expect(await cache.get('k')).toBe(1);
  expect(await cache.incr('k')).toBe(2);
  expect([workers.length, events]).toEqual([2, []]);
  await cache.destroy();
});

test.each([
  ['5 s ahead', 5_000],
  ['two days behind', -172_800_000],
])('an idle session with a clock %s leaves what others have just written', async (_, offset) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  const now = () => Date.now() + offset;
  const options = { name: `idle ${offset}`, timeout: null, memory: false, now };
  const worker = startServing() as unknown as Worker;
  const idle = createCache({ ...options, store: workerStore({ worker }) });
  const busy = createCache({ ...options, store: indexedDBStore() });
  await idle.set('first', 1);
  for (let n = 0; n < 30; n++) {
    await vi.advanceTimersByTimeAsync(5_000);
    await busy.set(`key ${n}`, n);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  const kept: string[] = [];
  for await (const key of busy.keys()) kept.push(key);
  expect(kept).toHaveLength(31);
  vi.useRealTimers();
  await idle.close();
  await busy.destroy();
});
