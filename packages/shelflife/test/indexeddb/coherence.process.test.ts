/** Tiers, channels and queued writes keep no Node process alive. */
import { beforeAll, expect, test } from 'vitest';
import { bundled, run } from '../support/process.js';

let bundle: string;

beforeAll(async () => {
  bundle = await bundled();
});

function inDatabase(program: string) {
  return run(`${bundle}
    require('fake-indexeddb/auto');
    const { createCache, indexedDBStore } = shelflife;
    (async () => {${program}})();`);
}

test('caches that hold entries, and listen to each other, keep no process alive', () => {
  const { out, error, status } = inDatabase(`
    const [cache, other] = [createCache(), createCache({ store: indexedDBStore() })];
    await cache.set('k', 1);
    console.log(await other.get('k'), await cache.get('k'), cache.backend);`);
  expect([out, error, status]).toEqual(['1 1 indexeddb', '', 0]);
});

test('the repeat of an early broadcast keeps no process alive', () => {
  const { out, error, status } = inDatabase(`
    const cache = createCache({ name: 'k' });
    await cache.set('k', 1);
    const tab = new BroadcastChannel('shelflife/2/k');
    const own = new BroadcastChannel('shelflife/2/k');
    await new Promise((resolve) => {
      own.onmessage = resolve;
      tab.postMessage({ shelflife: 1, change: {}, isEarly: true });
    });
    tab.close();
    own.close();
    process.on('exit', () => console.log('ended'));`);
  expect([out, error, status]).toEqual(['ended', '', 0]);
});

test('a queued write that waits for others keeps no process alive', () => {
  const { out, error, status } = inDatabase(`
    const cache = createCache({ acknowledge: 'queued' });
    await cache.set('a', 1);
    await cache.flush();
    await cache.set('b', 2);
    console.log(await cache.get('b'));`);
  expect([out, error, status]).toEqual(['2', '', 0]);
});

test('a cache that was closed has committed what was queued', () => {
  const { out, status } = inDatabase(`
    const cache = createCache({ acknowledge: 'queued' });
    for (const key of ['a', 'b', 'c']) await cache.set(key, key);
    await cache.close();
    console.log(Object.keys(await createCache().getMany(['a', 'b', 'c'])).join());`);
  expect([out, status]).toEqual(['a,b,c', 0]);
});
