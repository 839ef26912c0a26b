/** A full disk whose space comes free some time after entries were evicted, or never. */
import 'fake-indexeddb/auto';
import { type CacheError, type CacheOptions, createCache, indexedDBStore } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { onDisk } from '../support/behind.js';

let page = new EventTarget();
let name = '';
let names = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  name = `full ${++names}`;
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Lets everything happen that waits for no timer. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 100; turns++) await new Promise((resume) => setImmediate(resume));
}

/** Lets time pass, and what happens meanwhile. */
async function pass(ms: number): Promise<void> {
  for (let past = 0; past < ms; past += 25) {
    await vi.advanceTimersByTimeAsync(25);
    await quiet();
  }
}

/** How a call ends, as far as it has. */
function watch(call: Promise<unknown>) {
  const state: { outcome?: unknown } = {};
  call.then(
    (value) => {
      state.outcome = value ?? 'done';
    },
    ({ code }: CacheError) => {
      state.outcome = code;
    },
  );
  return state;
}

/** A disk that refuses to store what the test says. */
function disk() {
  const state = { isFull: (_key: string) => false, tries: 0, frees: () => {} };
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    record,
    ...more
  ) {
    if (!state.isFull(record.key)) return put.call(this, record, ...more);
    state.tries++;
    throw new DOMException('full', 'QuotaExceededError');
  });
  return state;
}

/** A cache with 40 old entries, and a disk that has no more space. */
async function openFull(options: CacheOptions = {}) {
  const cache = createCache({ name, store: indexedDBStore(), memory: false, ...options });
  await cache.setMany(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`old ${n}`, n])));
  await cache.flush();
  const state = disk();
  state.isFull = () => true;
  return { cache, disk: state };
}

test('a set waits for the space that an eviction frees', async () => {
  const { cache, disk } = await openFull();
  let evictions = 0;
  cache.addEventListener('evict', () => evictions++);
  const set = watch(cache.set('new', 1));
  await quiet();
  expect([set.outcome, evictions]).toEqual([undefined, 1]);
  disk.isFull = () => false;
  await pass(50);
  expect([set.outcome, evictions]).toEqual(['done', 1]);
  disk.isFull = () => true;
  const next = watch(cache.set('next', 1));
  await quiet();
  expect(evictions, 'the next one evicts too').toBe(2);
  disk.isFull = () => false;
  await pass(100);
  expect(next.outcome).toBe('done');
});

test('on a disk that stays full it is refused within the deadline, and those after it at once', async () => {
  const { cache } = await openFull({ deadline: 5 });
  await expect(cache.has('old 39')).resolves.toBe(true);
  const set = watch(cache.set('old 39', 'new'));
  await pass(2_500);
  expect(set.outcome).toBe('capacity');
  expect(await onDisk(name, ':1:old 39')).toBeUndefined();
  const next = watch(cache.set('next', 1));
  await quiet();
  expect(next.outcome).toBe('capacity');
});

test('a disk that is full for hours makes few writes wait', async () => {
  const { cache } = await openFull();
  let waited = 0;
  for (let second = 0; second < 600; second += 10) {
    const set = watch(cache.set(`key ${second}`, 1));
    await quiet();
    if (!set.outcome) waited++;
    await pass(1_000);
    expect(set.outcome).toBe('capacity');
    await vi.advanceTimersByTimeAsync(9_000);
  }
  expect(waited).toBeLessThanOrEqual(11);
});

test('writes that are stored after a wait do not wait for more than a second of a minute', async () => {
  const { cache, disk } = await openFull();
  const began = performance.now();
  const outcomes: unknown[] = [];
  for (let n = 0; n < 30; n++) {
    disk.isFull = () => true;
    const set = watch(cache.set(`key ${n}`, 1));
    await quiet();
    disk.isFull = () => false;
    while (!set.outcome) await pass(25);
    outcomes.push(set.outcome);
  }
  expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('done'));
  expect(performance.now() - began).toBeLessThan(1_000);
});

test('calls keep their order while a write waits', async () => {
  const { cache, disk } = await openFull();
  const calls = [cache.set('n', 1), cache.incr('n'), cache.get('n'), cache.delete('n')];
  await quiet();
  disk.isFull = () => false;
  await pass(100);
  expect(await Promise.all(calls)).toEqual([undefined, 2, 2, true]);
});

test('other caches work while a write waits', async () => {
  const { cache, disk } = await openFull();
  const other = createCache({ name, store: indexedDBStore(), memory: false });
  disk.isFull = (key) => key === ':1:large';
  const large = watch(cache.set('large', 1));
  await quiet();
  await other.set('small', 1);
  expect([await other.get('small'), await other.get('old 39'), large.outcome]).toEqual([
    1,
    39,
    undefined,
  ]);
  disk.isFull = () => false;
  await pass(100);
  expect(large.outcome).toBe('done');
});

test('flush() and close() wait with it', async () => {
  const { cache, disk } = await openFull({ acknowledge: 'queued' });
  await cache.set('new', 1);
  const flushed = watch(cache.flush());
  const closed = watch(cache.close());
  await quiet();
  expect([flushed.outcome, closed.outcome]).toEqual([undefined, undefined]);
  disk.isFull = () => false;
  await pass(100);
  expect([flushed.outcome, closed.outcome]).toEqual(['done', 'done']);
  expect(await onDisk(name, ':1:new')).toBe(1);
});

test('close() ends on a disk that stays full, and says what was not stored', async () => {
  const { cache } = await openFull({ acknowledge: 'queued' });
  await cache.set('new', 1);
  const closed = watch(cache.close());
  await pass(1_000);
  expect(closed.outcome).toBe('capacity');
});

test('what a page sends as it leaves does not wait', async () => {
  const { cache, disk } = await openFull({ acknowledge: 'queued' });
  disk.isFull = (key) => key === ':1:large';
  await cache.set('large', 1);
  const flushed = watch(cache.flush());
  await quiet();
  await cache.set('small', 1);
  expect(flushed.outcome).toBeUndefined();
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  await quiet();
  expect(flushed.outcome).toBe('capacity');
  expect(await onDisk(name, ':1:small')).toBe(1);
});

test('nothing waits in a hidden page, whose timers are late', async () => {
  const { cache } = await openFull();
  vi.stubGlobal('document', { hidden: true });
  const set = watch(cache.set('new', 1));
  await quiet();
  expect(set.outcome).toBe('capacity');
});

test('an eviction that found nothing to remove is not waited for', async () => {
  const { cache } = await openFull();
  await cache.clear();
  const set = watch(cache.set('new', 1));
  await quiet();
  expect(set.outcome).toBe('capacity');
});

test('a lease that cannot be written does not wait', async () => {
  const { cache } = await openFull();
  const loaded = watch(cache.getOrSet('new', () => 'loaded'));
  await quiet();
  expect(loaded.outcome).toBe('loaded');
});
