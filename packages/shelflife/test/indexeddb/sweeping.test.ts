/** Sweeps: while something expires, in small slices, by one thread at a time. */
import 'fake-indexeddb/auto';
import { type CacheOptions, createCache, indexedDBStore } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock } from '../../src/testing/fixture.js';
import { countOnDisk, onDisk } from '../support/behind.js';

const LARGEST_SLICE = 100;

let names = 0;

function setUp() {
  const name = `swept ${++names}`;
  const clock = new Clock();
  const open = (options?: CacheOptions) =>
    createCache({ name, store: indexedDBStore(), memory: false, now: clock.read, ...options });
  return { name, clock, open };
}

/** Lets timers and the database go on for so many seconds. */
async function pass(seconds: number): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    await vi.advanceTimersByTimeAsync((seconds * 1000) / 40);
    for (let n = 0; n < 5; n++) await new Promise((resume) => setImmediate(resume));
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, n) => [`k${n}`, n] as const);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('nothing is pending while nothing expires', async () => {
  const { open } = setUp();
  const cache = open();
  await cache.set('k', 1, null);
  await pass(60);
  expect(vi.getTimerCount()).toBe(0);
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
  await pass(600);
  expect(transactions).not.toHaveBeenCalled();
});

test('what expires later is swept, and nothing is pending afterwards', async () => {
  const { open, clock, name } = setUp();
  const cache = open();
  await cache.set('k', 1, null);
  await pass(60);
  await cache.set('expiring', 1, 90);
  clock.advance(100);
  await pass(130);
  expect(await countOnDisk(name)).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('what has expired before the visit is swept soon', async () => {
  const { open, clock, name } = setUp();
  const earlier = open();
  await earlier.setMany(numbered(3), 10);
  await earlier.close();
  clock.advance(20);
  await open().get('other');
  await pass(15);
  expect(await countOnDisk(name)).toBe(0);
});

test('a cache that is closed leaves nothing pending', async () => {
  const { open } = setUp();
  const cache = open();
  await cache.set('k', 1, 60);
  await cache.close();
  // As long as the last deadline of the calls above.
  await pass(6);
  expect(vi.getTimerCount()).toBe(0);
});

test('many entries go in slices', async () => {
  const { open, clock, name } = setUp();
  await open({ maxEntries: null }).setMany(numbered(1_500), 10);
  const removed = new Map<IDBTransaction, number>();
  const remove = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (
    this: IDBObjectStore,
    query,
  ) {
    removed.set(this.transaction, (removed.get(this.transaction) ?? 0) + 1);
    return remove.call(this, query);
  });
  clock.advance(20);
  while ((await countOnDisk(name)) > 0) await pass(10);
  expect(Math.max(...removed.values())).toBeLessThanOrEqual(LARGEST_SLICE);
}, 20_000);

test('while another thread sweeps, this one does not, and looks again later', async () => {
  let isHeld = true;
  const requested: string[] = [];
  const locks = {
    request(name: string, options: { ifAvailable?: boolean }, work: (lock: unknown) => unknown) {
      if (options.ifAvailable) requested.push(name);
      return Promise.resolve(work(options.ifAvailable && isHeld ? null : {}));
    },
  };
  vi.stubGlobal('navigator', { locks });
  const { open, clock, name } = setUp();
  await open().setMany(numbered(3), 10);
  clock.advance(20);
  await pass(70);
  expect(await countOnDisk(name)).toBe(3);
  expect(new Set(requested)).toEqual(new Set([`upkeep shelflife/2/${name}`]));
  isHeld = false;
  await pass(70);
  expect(await countOnDisk(name)).toBe(0);
});

test('an entry from the future is removed, and the change is broadcast', async () => {
  const { open, name } = setUp();
  const right = open({ memory: true });
  await right.set('k', 'held', null);
  const slow = new Clock();
  slow.advance(-3_600);
  const sent = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
  const wrong = createCache({ name, store: indexedDBStore(), memory: false, now: slow.read });
  await right.close();
  await wrong.set('other', 1, null);
  const reading = open({ memory: true });
  await reading.get('k');
  await pass(70);
  expect(await onDisk(name, ':1:k')).toBe(undefined);
  expect(sent.mock.calls).toContainEqual([{ shelflife: 1, change: { keys: [':1:k'] } }]);
  expect(await reading.get('k')).toBe(undefined);
});
