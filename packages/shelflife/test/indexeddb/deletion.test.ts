/** What becomes of the database of a destroyed cache, when others go on using its name. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** Longer than it takes until a deletion is tried for the third time, in ms. */
const SOME_TRIES = 5_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const open = (name: string) => createCache({ name, memory: false });

async function names(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).map(({ name }) => name);
}

/** Resolves to whether it is gone, after as many tries as there is time for. */
async function isGone(name: string): Promise<boolean> {
  for (let turns = 0; turns < 50; turns++) {
    await vi.advanceTimersByTimeAsync(SOME_TRIES / 50);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return !(await names()).includes(`shelflife/2/${name}`);
}

async function destroyed(name: string, other: ReturnType<typeof open>): Promise<void> {
  const cache = open(name);
  await cache.set('k', 1);
  await other.get('k');
  const destroying = cache.destroy();
  await vi.advanceTimersByTimeAsync(1_000);
  await destroying;
}

test('it is deleted when the last who held it lets go', async () => {
  const other = open('held');
  await destroyed('held', other);
  expect(await isGone('held')).toBe(false);
  await other.close();
  expect(await isGone('held')).toBe(true);
});

test('what was written since stays', async () => {
  const other = open('used-again');
  await destroyed('used-again', other);
  await other.set('k', 2);
  await other.close();
  expect(await isGone('used-again')).toBe(false);
  expect(await open('used-again').get('k')).toBe(2);
});

test('a write in another tab that opens at any moment of a destroy is kept', async () => {
  vi.useRealTimers();
  for (let turns = 0; turns < 40; turns++) {
    const name = `raced ${turns}`;
    const cache = open(name);
    await cache.set('old', 1);
    // A module of its own knows nothing of the caches here, as in another tab.
    vi.resetModules();
    const tab: typeof import('shelflife') = await import('shelflife');
    const other = tab.createCache({ name, store: tab.indexedDBStore(), memory: false });
    const destroying = cache.destroy();
    for (let turn = 0; turn < turns; turn++) await new Promise((resume) => setImmediate(resume));
    await other.set('new', turns, null);
    await destroying;
    expect(await other.get('new'), `after ${turns} turns`).toBe(turns);
    expect(await other.get('old')).toBe(undefined);
    await other.close();
  }
});
