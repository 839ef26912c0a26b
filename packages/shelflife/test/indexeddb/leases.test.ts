/** Leases in the database: apart from the entries, swept an hour after their term, and in nobody's way. */
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { createCache, indexedDBStore } from 'shelflife';
import { LEASE_KEPT, type Operation, type StoreSettings } from 'shelflife/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Clock, START } from '../../src/testing/fixture.js';
import {
  fulfil,
  get,
  lease,
  release,
  remove,
  set,
  TERM,
} from '../../src/testing/sessions/fixture.js';
import { keysOnDisk } from '../support/behind.js';
import { openSession, type ReportingSession } from '../support/sessions.js';

const FIVE_MB = 5_000_000;

let name = '';
let names = 0;
let clock = new Clock();
let opened: ReportingSession[] = [];

beforeEach(() => {
  name = `leases ${++names}`;
  clock = new Clock();
  opened = [];
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const { session } of opened) await session.close();
});

function open(settings: Partial<StoreSettings> = {}): ReportingSession {
  const reporting = openSession(indexedDBStore(), name, clock.read, settings);
  opened.push(reporting);
  return reporting;
}

const onDisk = async () => ({
  entries: await keysOnDisk(name, 'entries'),
  bodies: await keysOnDisk(name, 'bodies'),
  leases: await keysOnDisk(name, 'leases'),
});

/** Fails what is put into one of the object stores. */
function refuse(store: string, when = (_key: unknown) => true): void {
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    value,
    key,
  ) {
    if (this.name === store && when(key ?? value.key))
      throw new DOMException('full', 'QuotaExceededError');
    return put.call(this, value, key);
  });
}

test('a lease lies in a store of its own until it ends', async () => {
  const { run } = open();
  await run(lease('k', 'one'), lease('l', 'one'));
  expect(await onDisk()).toEqual({ entries: [], bodies: [], leases: ['k', 'l'] });
  await run(fulfil('k', 'one', 1), remove('l'));
  expect(await onDisk()).toEqual({ entries: ['k'], bodies: [], leases: [] });
});

test('a database without the store gets it, and keeps its entries', async () => {
  const cache = createCache({ name, store: indexedDBStore(), memory: false });
  await cache.set('k', 'kept');
  await cache.close();
  const older = await openDB(`shelflife/2/${name}`, 7, {
    upgrade: (db) => db.deleteObjectStore('leases'),
  });
  older.close();
  const { run } = open();
  expect((await run(lease('k', 'one', { isFresh: true })))[0]?.lease?.holder).toBe('one');
  expect(await cache.get('k')).toBe('kept');
  await cache.destroy();
});

test('taking and giving up a lease rewrites no stale value', async () => {
  const { run } = open();
  const large = 'x'.repeat(FIVE_MB / 2);
  await run(set('k', large, { expires: START + 1000, staleIfError: 60_000 }));
  clock.advance(2);
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  const [taken] = await run(lease('k', 'one'));
  expect([taken?.isStale, taken?.value]).toEqual([true, large]);
  await run(release('k', 'one', true));
  const stores = put.mock.contexts.map((store) => (store as IDBObjectStore).name);
  expect(stores).toEqual(['leases', 'leases']);
  expect(await onDisk()).toEqual({ entries: ['k'], bodies: ['k'], leases: ['k'] });
});

test('a loaded value is stored over a large stale one without reading that', async () => {
  const { run } = open();
  await run(set('k', 'x'.repeat(FIVE_MB / 2), { expires: START + 1000, staleIfError: 60_000 }));
  clock.advance(2);
  await run(lease('k', 'one'));
  const read = vi.spyOn(IDBObjectStore.prototype, 'get');
  await run(fulfil('k', 'one', 'new'));
  const stores = read.mock.contexts.map((store) => (store as IDBObjectStore).name);
  expect(stores.sort()).toEqual(['entries', 'leases']);
  expect(await onDisk()).toEqual({ entries: ['k'], bodies: [], leases: [] });
});

test('an entry that is kept is on the disk with its expiry and its bounds', async () => {
  const { run } = open();
  const expires = START + 1000;
  const bounds = { staleWhileRevalidate: 2000, staleIfError: 9000 };
  await run(set('stale', 1, { expires, ...bounds }), set('plain', 1, { expires }));
  const db = await openDB(`shelflife/2/${name}`);
  const kept = { key: 'stale', value: 1, expires: expires + 9000, fresh: expires, ...bounds };
  expect(await db.get('entries', 'stale')).toEqual({ ...kept, written: expect.any(Number) });
  const plain = { key: 'plain', value: 1, expires, written: expect.any(Number) };
  expect(await db.get('entries', 'plain')).toEqual(plain);
  db.close();
});

/** Lets timers and the database go on for so many seconds. */
async function pass(seconds: number): Promise<void> {
  for (let turn = 0; turn < 40; turn++) {
    await vi.advanceTimersByTimeAsync((seconds * 1000) / 40);
    for (let n = 0; n < 5; n++) await new Promise((resume) => setImmediate(resume));
  }
}

/** Longer than two sweeps are apart. */
const untilSwept = () => pass(130);

test('a lease is swept an hour after its term, and not before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { run } = open();
  // The sweep that each visit begins with is over.
  await run(get('k'));
  await pass(60);
  expect(vi.getTimerCount()).toBe(0);
  await run(lease('k', 'one'));
  clock.advance((TERM - START + LEASE_KEPT) / 1000 - 1);
  await untilSwept();
  expect((await onDisk()).leases).toEqual(['k']);
  clock.advance(1);
  await untilSwept();
  expect((await onDisk()).leases).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a lease from before the clock was set back is swept, and those of running loads are not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { run } = open();
  await run(get('k'));
  await pass(60);
  await run(lease('k', 'one'));
  clock.advance(-60);
  await untilSwept();
  expect((await onDisk()).leases).toEqual(['k']);
  clock.advance(-2 * 3600);
  await untilSwept();
  expect((await onDisk()).leases).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('many leases are swept in slices', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { run } = open();
  await run(...Array.from({ length: 250 }, (_, n) => lease(`k${n}`, 'one')));
  clock.advance((TERM - START + LEASE_KEPT) / 1000);
  const removed = new Map<IDBTransaction, number>();
  const remove = IDBObjectStore.prototype.delete;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (
    this: IDBObjectStore,
    query,
  ) {
    removed.set(this.transaction, (removed.get(this.transaction) ?? 0) + 1);
    return remove.call(this, query);
  });
  while ((await onDisk()).leases.length > 0) await pass(10);
  expect(Math.max(...removed.values())).toBeLessThanOrEqual(100);
});

test('an expired entry is swept when its stale bounds are over', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { run } = open();
  await run(set('k', 1, { expires: START + 1000, staleWhileRevalidate: 9000 }));
  clock.advance(9.999);
  await untilSwept();
  expect((await onDisk()).entries).toEqual(['k']);
  clock.advance(0.001);
  await untilSwept();
  expect((await onDisk()).entries).toEqual([]);
});

test('a clear of everything or of a range removes leases, also of queued caches', async () => {
  const clears: Operation[] = [
    { type: 'clear' },
    { type: 'clear', ranges: [{ from: 'a:', to: 'a;' }] },
  ];
  for (const isQueued of [false, true])
    for (const clear of clears) {
      const { run } = open({ isQueued });
      await run(lease('a:1', 'one'), lease('hash', 'one', { address: 'a:2' }));
      await run(clear);
      expect((await onDisk()).leases).toEqual([]);
    }
});

test('a lease that cannot be written evicts nothing, and raises no event', async () => {
  const { run, failures, changes } = open();
  await run(...Array.from({ length: 20 }, (_, n) => set(`k${n}`, n)));
  refuse('leases');
  const [one, two] = await run(lease('a', 'one'), lease('b', 'one'));
  expect([one?.error?.code, two?.error?.code]).toEqual(['capacity', 'capacity']);
  expect((await onDisk()).entries).toHaveLength(20);
  expect([failures, changes]).toEqual([[], []]);
});

test('a lease that cannot be written does not take the other calls of its tick along', async () => {
  const { run } = open();
  await run(set('old', 1));
  refuse('leases', (key) => key === 'a');
  const outcomes = await run(set('k', 1), lease('a', 'one'), lease('b', 'one'), get('old'));
  expect(outcomes.map(({ error }) => error?.code)).toEqual([
    undefined,
    'capacity',
    undefined,
    undefined,
  ]);
  expect(outcomes[2]?.lease?.holder).toBe('one');
  expect(outcomes[3]?.value).toBe(1);
});

test('a loaded value that cannot be stored leaves the stale one, and its lease', async () => {
  const { run } = open();
  await run(set('k', 'old', { expires: START + 1000, staleIfError: 60_000 }));
  clock.advance(2);
  await run(lease('k', 'one'));
  refuse('entries', (key) => key === 'k');
  expect((await run(fulfil('k', 'one', 'new')))[0]?.error?.code).toBe('capacity');
  vi.restoreAllMocks();
  const [found, waiting] = await run({ type: 'get', key: 'k', stale: true }, lease('k', 'two'));
  expect([found?.value, waiting?.lease?.holder]).toEqual(['old', 'one']);
});
