/** The caches of a thread that have one name share a connection, a channel and a timer. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { isOpenHere } from '../../src/stores/indexeddb/shared-database.js';
import { lock } from '../support/behind.js';

const MANY = 200;

let names = 0;

function setUp() {
  const name = `shared ${++names}`;
  const open = (options = {}) => createCache({ name, store: indexedDBStore(), ...options });
  return { name, open, isHeld: () => isOpenHere(`shelflife/2/${name}`) };
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  // A check of deadlines that is lost with the fake timers would never come.
  if (vi.isFakeTimers()) vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
});

test('many caches on a name open one connection and one channel', async () => {
  const { open } = setUp();
  const opened = vi.spyOn(IDBFactory.prototype, 'open');
  let channels = 0;
  const Counted = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels++;
    }
  };
  vi.stubGlobal('BroadcastChannel', Counted);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const caches = Array.from({ length: MANY }, () => open());
  for (const [n, cache] of caches.entries()) await cache.set('k', n, null);
  expect(await caches[0]!.get('k')).toBe(MANY - 1);
  expect(opened.mock.calls.length).toBe(1);
  expect(channels).toBe(1);
  // A sweep of the database, one of memory, a deadline.
  expect(vi.getTimerCount()).toBeLessThanOrEqual(3);
});

test('the connection stays open until the last of its caches is closed', async () => {
  const { open, isHeld } = setUp();
  const [one, other] = [open(), open()];
  await one.set('k', 1);
  expect(await other.get('k')).toBe(1);
  const closed = vi.spyOn(IDBDatabase.prototype, 'close');
  await one.close();
  expect([isHeld(), closed.mock.calls.length]).toEqual([true, 0]);
  expect(await other.get('k')).toBe(1);
  await other.close();
  expect([isHeld(), closed.mock.calls.length]).toEqual([false, 1]);
  expect(await one.get('k')).toBe(1);
  await one.close();
});

test('a cache that is destroyed while another is in use leaves the other working', async () => {
  const { open } = setUp();
  const [one, other] = [open(), open()];
  await Promise.all([one.set('k', 1), other.set('l', 1)]);
  await one.destroy();
  expect(await other.has('l')).toBe(false);
  await other.set('l', 2);
  expect(await one.get('l')).toBe(2);
});

test('when the connection is lost, every cache drops its copies in memory', async () => {
  const { open, name } = setUp();
  const caches = [open(), open()];
  for (const cache of caches) {
    await cache.set('k', 'old');
    await cache.get('k');
  }
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(`shelflife/2/${name}`);
    request.onsuccess = () => resolve();
  });
  for (const cache of caches) expect(await cache.get('k', 'gone')).toBe('gone');
});

test('each cache waits for its opening no longer than its own deadline', async () => {
  const { open } = setUp();
  const opened = vi.spyOn(IDBFactory.prototype, 'open');
  // As of a database whose deletion hangs.
  opened.mockImplementationOnce(() => new IDBOpenDBRequest());
  const [patient, hasty] = [open({ deadline: 60 }), open({ deadline: 0.02 })];
  const waiting = patient.set('k', 'patient');
  await expect(hasty.set('k', 'hasty')).rejects.toMatchObject({ code: 'unavailable' });
  expect(await Promise.race([waiting.then(() => 'settled'), Promise.resolve('waiting')])).toBe(
    'waiting',
  );
});

test('a write of a cache that is closed meanwhile is broadcast to the others', async () => {
  const { open, name } = setUp();
  const [one, other] = [open(), open()];
  await one.set('k', 1);
  await other.get('k');
  const held = await lock(name);
  const written = one.set('k', 2);
  const closing = one.close();
  held.release();
  await Promise.all([written, closing]);
  expect(await other.get('k')).toBe(2);
});

test('the limits of the acting cache apply', async () => {
  const { open } = setUp();
  const [large, small]: UntypedCache[] = [open(), open({ maxEntries: 3 })];
  for (let n = 0; n < 8; n++) await large!.set(`k${n}`, n);
  expect(Object.keys(await large!.getMany(['k0', 'k7'])).length).toBe(2);
  await small!.set('last', 1);
  await expect.poll(() => large!.get('k0')).toBe(undefined);
});
