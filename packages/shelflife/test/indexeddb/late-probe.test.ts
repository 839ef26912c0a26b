/** A probe that is under way as its cache closes: it degrades nothing, and the database stays closed. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isOpenHere } from '../../src/stores/indexeddb/shared-database.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Lets time pass, and the database do what it can in it. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 100) {
    await vi.advanceTimersByTimeAsync(100);
    for (let turns = 0; turns < 5; turns++) await new Promise((resume) => setImmediate(resume));
  }
}

/** From here on requests succeed unheard, and their transactions go on until they are aborted. */
function answerNothing(): string[] {
  const asked: string[] = [];
  const { get } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    asked.push(this.name);
    const ask = () => {
      const request = get.call(this, key);
      request.addEventListener('success', (event) => {
        event.stopImmediatePropagation();
        ask();
      });
      return request;
    };
    return ask();
  });
  return asked;
}

test('a probe under way at close() neither opens the breaker nor the database again', async () => {
  const cache = createCache({ name: 'late', store: indexedDBStore(), deadline: 1 });
  const degraded = vi.fn();
  cache.addEventListener('degraded', degraded);
  const opening = cache.get('opens it');
  await pass(500);
  await opening;
  const asked = answerNothing();
  const timedOut = cache.get('k');
  await pass(1_100);
  expect(await timedOut).toBe(undefined);
  expect(asked).toEqual(['entries', 'probe']);
  const closing = cache.close();
  await pass(100);
  await closing;
  const open = vi.spyOn(IDBFactory.prototype, 'open');
  await pass(60_000);
  expect(degraded).not.toHaveBeenCalled();
  expect(open).not.toHaveBeenCalled();
  expect(isOpenHere('shelflife/2/late')).toBe(false);
});
