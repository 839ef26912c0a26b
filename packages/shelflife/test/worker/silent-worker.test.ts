/** Workers that never answer, and values that are no worker: calls still settle by the cache's deadline. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, expect, test, vi } from 'vitest';
import { InThread, startServing } from '../support/in-thread.js';

/** Ms: the deadline, and the second checks before it expires. */
const DEADLINE = 5_000;
const CHECKS = 100;

afterEach(() => {
  vi.useRealTimers();
});

/** A cache on workers that `start` makes, its `degraded` messages, and how many were started. */
function on(start: () => unknown) {
  const seen = { started: 0, degraded: [] as string[] };
  const worker = () => {
    seen.started++;
    return start() as Worker;
  };
  const store = workerStore({ worker });
  const cache = createCache({ name: 'silent', store, memory: false, deadline: DEADLINE / 1000 });
  cache.addEventListener('degraded', ({ error }) => seen.degraded.push(error.message));
  return { cache, seen };
}

function stopTime() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
}

test('a worker that never answers is tried twice within one deadline, then the page does the work', async () => {
  stopTime();
  const { cache, seen } = on(() => new InThread());
  const set = cache.set('k', 1);
  await vi.advanceTimersByTimeAsync(DEADLINE - CHECKS);
  expect(seen.degraded).toEqual([]);
  await vi.advanceTimersByTimeAsync(2 * CHECKS);
  expect(seen.started).toBe(2);
  expect(seen.degraded).toEqual([expect.stringMatching(/not ready within 2.5 s/)]);
  await set;
});

test('a worker that falls silent is given up at the deadline, and another is started', async () => {
  const workers: InThread[] = [];
  const { cache, seen } = on(() => {
    workers.push(startServing());
    return workers.at(-1);
  });
  await cache.set('k', 1);
  stopTime();
  workers[0]!.terminate();
  const got = cache.get('k', 'miss');
  await vi.advanceTimersByTimeAsync(DEADLINE - CHECKS);
  expect(seen.started).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * CHECKS);
  expect(seen.started).toBe(2);
  vi.useRealTimers();
  await got;
  expect(seen.degraded).toEqual([]);
  await cache.close();
});

test('a value that is no worker counts as one that cannot be started', async () => {
  const { cache, seen } = on(() => 5);
  await cache.set('k', 1);
  expect(seen.started).toBe(2);
  expect(seen.degraded).toEqual([expect.stringMatching(/worker: expected .*, got 5/)]);
});

test('a bad option is refused at once', () => {
  for (const options of [null, 5, 'x', { foo: 1 }, { worker: 5 }, { worker: 'script.js' }])
    expect(() => workerStore(options as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'invalid-argument' }),
    );
});
