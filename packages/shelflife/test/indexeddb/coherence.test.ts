/** How IndexedDB's caches tell each other: keys, from within the write's lock, to whoever may listen. */
import 'fake-indexeddb/auto';
import { type CacheOptions, createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Clock } from '../../src/testing/fixture.js';
import { changeUnseen, lock, onDisk } from '../support/behind.js';

let names = 0;
let name: string;
let caches: UntypedCache[];
let tab: BroadcastChannel;
const clock = new Clock();

function open(options: CacheOptions = {}): UntypedCache {
  const cache = createCache({ name, store: indexedDBStore(), now: clock.read, ...options });
  caches.push(cache);
  return cache;
}

beforeEach(() => {
  name = `coherence ${++names}`;
  caches = [];
  tab = new BroadcastChannel(`shelflife/2/${name}`);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  tab.close();
  for (const cache of caches) await cache.destroy();
});

/** A cache that holds the keys in memory, while the disk has another value: memory answers `'held'`. */
async function holding(...keys: string[]): Promise<UntypedCache> {
  const cache = open();
  for (const key of keys) {
    await cache.set(key, 'held');
    await changeUnseen(name, cache.makeKey(key), 'on disk');
  }
  expect(Object.values(await cache.getMany(keys))).toEqual(keys.map(() => 'held'));
  return cache;
}

/** Messages of one sender come in their order: who has lost the last one's key has heard all. */
async function hear(cache: UntypedCache, messages: readonly unknown[]): Promise<void> {
  await cache.set('last', 'held');
  await changeUnseen(name, cache.makeKey('last'), 'on disk');
  for (const message of messages) tab.postMessage(message);
  tab.postMessage({ shelflife: 1, change: { keys: [cache.makeKey('last')] } });
  await vi.waitUntil(async () => (await cache.get('last')) === 'on disk');
}

/** What the caches in this thread send to other tabs. */
function sent() {
  return vi.spyOn(BroadcastChannel.prototype, 'postMessage');
}

describe('what is sent', () => {
  test('keys, never values', async () => {
    const post = sent();
    const cache = open();
    await cache.set('movie', 'a secret', 30);
    await cache.incr('missing').catch(() => {});
    await cache.delete('movie');
    expect(post.mock.calls).toEqual([
      [{ shelflife: 1, change: { keys: [':1:movie'] } }],
      [{ shelflife: 1, change: { keys: [':1:movie'] } }],
    ]);
  });

  test('a clear is everything, or a namespace as a range', async () => {
    const post = sent();
    const cache = open();
    await cache.namespace('a').clear();
    await cache.clear();
    const told = post.mock.calls.map(([message]) => (message as { change: object }).change);
    expect(told).toEqual([
      {
        ranges: [
          { from: 'a/', to: 'a0' },
          { from: 'a:', to: 'a;' },
        ],
      },
      {},
    ]);
  });

  test('nothing for reads, and for writes that change nothing', async () => {
    const post = sent();
    const cache = open();
    await cache.getMany(['a', 'b']);
    await cache.has('a');
    await cache.touch('a');
    await cache.incr('a').catch(() => {});
    expect(post).not.toHaveBeenCalled();
  });

  test('one message for a batch', async () => {
    const post = sent();
    const cache = open();
    await cache.setMany(Array.from({ length: 300 }, (_, n) => [`k${n}`, n] as const));
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('before the commit, for writes that read first and those that do not', async () => {
    const post = sent();
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
    const cache = open();
    await cache.set('n', 1);
    await cache.incr('n');
    await cache.namespace('a').clear();
    expect(post).toHaveBeenCalledTimes(3);
    expect(commit).toHaveBeenCalledTimes(3);
    for (const at of [0, 1, 2])
      expect(post.mock.invocationCallOrder[at]).toBeLessThan(commit.mock.invocationCallOrder[at]!);
  });

  for (const [what, write] of Object.entries({
    'a set': (cache: UntypedCache) => cache.set('k', 2),
    'an incr': (cache: UntypedCache) => cache.incr('k'),
    'a clear': (cache: UntypedCache) => cache.clear(),
  }))
    test(`${what} that waits for a lock is neither told nor committed before its turn`, async () => {
      const cache = open();
      await cache.set('k', 1);
      const held = await lock(name);
      const post = sent();
      const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
      const written = write(cache);
      await held.turns(50);
      expect(post).not.toHaveBeenCalled();
      expect(commit).not.toHaveBeenCalled();
      held.release();
      await written;
      expect(post).toHaveBeenCalledTimes(1);
    });

  test('a sweep sends nothing', async () => {
    const cache = open({ store: indexedDBStore({ sweepInterval: 0.001 }) });
    await cache.set('k', 1, 10);
    const post = sent();
    clock.advance(10);
    await vi.waitUntil(async () => (await onDisk(name, ':1:k')) === undefined);
    expect(post).not.toHaveBeenCalled();
  });

  test("a cull sends its victims' keys", async () => {
    const cache = open({ maxEntries: 2, cullFrequency: 1 });
    await cache.setMany({ a: 1, b: 1 });
    const post = sent();
    await cache.set('c', 1);
    await vi.waitUntil(async () => (await onDisk(name, ':1:a')) === undefined);
    expect(post.mock.calls.at(-1)).toEqual([{ shelflife: 1, change: { keys: [':1:a', ':1:b'] } }]);
    expect({ ...(await cache.getMany(['a', 'b', 'c'])) }).toEqual({ c: 1 });
  });
});

describe('what is heard', () => {
  test('keys are read again', async () => {
    const cache = await holding('a', 'b', 'c');
    await hear(cache, [{ shelflife: 1, change: { keys: [':1:a', ':1:c', ':9:none'] } }]);
    expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([
      'on disk',
      'held',
      'on disk',
    ]);
  });

  test('a range is read again', async () => {
    const cache = await holding('a', 'b', 'c');
    await hear(cache, [{ shelflife: 1, change: { ranges: [{ from: ':1:b', to: ':1:c' }] } }]);
    expect(await Promise.all(['a', 'b', 'c'].map((key) => cache.get(key)))).toEqual([
      'held',
      'on disk',
      'held',
    ]);
  });

  test('everything is read again', async () => {
    const cache = await holding('a', 'b');
    await hear(cache, [{ shelflife: 1, change: {} }]);
    expect(Object.values(await cache.getMany(['a', 'b']))).toEqual(['on disk', 'on disk']);
  });

  test('the end of a lease leaves memory as it is', async () => {
    const cache = await holding('k');
    await hear(cache, [{ shelflife: 1, change: { keys: [cache.makeKey('k')], isLease: true } }]);
    expect(await cache.get('k')).toBe('held');
  });

  test('after a message later callers do not join a load, and its token decides whether it stores', async () => {
    const cache = open();
    let calls = 0;
    const load = async () => {
      calls++;
      if (calls > 1) return 'second';
      await hear(cache, [{ shelflife: 1, change: { keys: [':1:k'] } }]);
      const later = cache.getOrSet('k', load, { shared: false });
      expect(await later).toBe('second');
      return 'first';
    };
    expect(await cache.getOrSet('k', load)).toBe('second');
    expect(calls).toBe(2);
  });

  test('what makes no sense is ignored', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    process.on('uncaughtException', onError);
    const cache = await holding('a', 'b');
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    const changes = [
      ...[null, undefined, { keys: 1 }, { keys: true }, { keys: {} }, { keys: [] }],
      ...[{ keys: ':1:a' }, { keys: [null, 1, {}, [':1:a'], ['__proto__'], cyclic] }],
      ...[{ keys: new Map([[':1:a', 1]]) }, { ranges: [] }, { ranges: 1 }, { ranges: [null] }],
      ...[{ ranges: [1] }, { ranges: [{}] }, { ranges: [{ from: ':1:b', to: ':1:a' }] }],
      ...[{ ranges: [{ from: 7, to: [] }] }, { ranges: [cyclic] }],
    ];
    const messages = [
      ...[null, undefined, 0, '', 'shelflife', true, [], {}, 5n, new Map(), new Uint8Array(9)],
      ...[{ change: {} }, { shelflife: 0, change: {} }, { shelflife: 2, change: {} }],
      ...[{ shelflife: '1', change: {} }, { shelflife: true, change: {} }, { shelflife: 1 }],
      ...changes.map((change) => ({ shelflife: 1, change })),
    ];
    await hear(cache, messages);
    expect(Object.values(await cache.getMany(['a', 'b']))).toEqual(['held', 'held']);
    await cache.set('a', 'works');
    expect(await cache.get('a')).toBe('works');
    process.off('uncaughtException', onError);
    expect(errors).toEqual([]);
  });

  test('caches on one name in one thread are told before the write is committed', async () => {
    const [cache, other] = [open(), open()];
    await cache.set('k', 'old');
    await other.get('k');
    const seen: Promise<unknown>[] = [];
    const commit = IDBTransaction.prototype.commit;
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (
      this: IDBTransaction,
    ) {
      seen.push(other.get('k'));
      commit.call(this);
    });
    await cache.set('k', 'new');
    expect(await Promise.all(seen)).toEqual(['new']);
  });

  test('caches on one name in one thread need no channel for each other', async () => {
    const [cache, other] = [open(), open({ keyPrefix: 'p' })];
    await cache.namespace('p').set('k', 1);
    expect(await other.get('k')).toBe(1);
    vi.spyOn(BroadcastChannel.prototype, 'postMessage').mockReturnValue(undefined);
    for (let n = 2; n < 20; n++) {
      await cache.namespace('p').set('k', n);
      expect(await other.get('k')).toBe(n);
    }
  });

  test('caches of other names are not concerned', async () => {
    const cache = await holding('k');
    const other = open({ name: `${name} too` });
    await other.set('k', 1);
    await other.clear();
    expect(await cache.get('k')).toBe('held');
  });
});

describe('where the tier goes', () => {
  test('when the cache closes', async () => {
    const cache = await holding('k');
    await cache.close();
    expect(await cache.get('k')).toBe('on disk');
  });

  test('when another connection asks for an upgrade', async () => {
    const cache = await holding('k');
    const version = await new Promise<number>((resolve, reject) => {
      const request = indexedDB.open(`shelflife/2/${name}`, 7);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.close();
        resolve(request.result.version);
      };
    });
    expect(version).toBe(7);
    expect(await cache.get('k')).toBe('on disk');
  });

  test('when the page is frozen', async () => {
    const page = new EventTarget();
    vi.stubGlobal('document', page);
    const cache = await holding('k');
    page.dispatchEvent(new Event('freeze'));
    expect(await cache.get('k')).toBe('on disk');
  });

  test('when the page goes to the back/forward cache, and not when it goes for good', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    const cache = await holding('k');
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    expect(await cache.get('k')).toBe('held');
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
    expect(await cache.get('k')).toBe('on disk');
  });

  test('there is none without BroadcastChannel, or where it is barred', async () => {
    const Barred = class {
      constructor() {
        throw new DOMException('opaque origin', 'SecurityError');
      }
    };
    for (const channel of [undefined, Barred]) {
      vi.stubGlobal('BroadcastChannel', channel);
      const cache = open();
      await cache.set('k', 1);
      await changeUnseen(name, ':1:k', 'on disk');
      expect(await cache.get('k')).toBe('on disk');
      await cache.close();
    }
  });
});
