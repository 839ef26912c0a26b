/** A page that leaves: what is queued is committed without waiting for its turn, and told before and after. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';
import { lock, onDisk } from '../support/behind.js';

const page = new EventTarget();

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function open(name: string) {
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  const cache = createCache({ name, store: indexedDBStore(), acknowledge: 'queued' });
  await cache.set('k', 1);
  await cache.flush();
  const post = vi.spyOn(BroadcastChannel.prototype, 'postMessage');
  const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
  return { cache, post, commit };
}

test("behind another tab's lock it is broadcast early, and again once it has the lock", async () => {
  const { cache, post, commit } = await open('urgent');
  const held = await lock('urgent');
  await cache.set('k', 2);
  await cache.set('l', 2);
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  await held.turns(20);
  const change = { keys: [':1:k', ':1:l'] };
  expect(post.mock.calls).toEqual([[{ shelflife: 1, change, isEarly: true }]]);
  expect(commit).toHaveBeenCalledTimes(1);
  held.release();
  await cache.flush();
  expect(post.mock.calls.length).toBe(2);
  expect(post.mock.calls[1]).toEqual([{ shelflife: 1, change }]);
  expect(commit).toHaveBeenCalledTimes(1);
  expect(await onDisk('urgent', ':1:k')).toBe(2);
  await cache.destroy();
});

test('what was sent already, and waits for its first success, is committed too', async () => {
  const { cache, commit } = await open('sent');
  const held = await lock('sent');
  await cache.set('k', 2);
  const flushed = cache.flush();
  await held.turns(5);
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
  await held.turns(20);
  const commits = commit.mock.calls.length;
  held.release();
  await flushed;
  await cache.destroy();
  expect(commits).toBe(1);
});

test('on the way to the back/forward cache it is committed before the connection goes', async () => {
  const { cache, post } = await open('persisted');
  await cache.set('k', 2);
  page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  await vi.waitUntil(async () => (await onDisk('persisted', ':1:k')) === 2);
  expect(post).toHaveBeenCalled();
  await cache.flush();
  expect(await cache.get('k')).toBe(2);
  await cache.destroy();
});
