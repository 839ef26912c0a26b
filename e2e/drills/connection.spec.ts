/** The connection goes while writes are under way. */
import type { Page } from '@playwright/test';
import { expect, expectKept, expectRecovery, rejections, test } from '../harness/drill.ts';

/** Writes `count` keys; `fault` strikes when a third of them are acknowledged. */
async function writeThrough(tab: Page, count: number, fault: () => Promise<unknown>) {
  const done = tab.evaluate((n) => window.drill.write(n, 300), count);
  await tab.waitForFunction((n) => window.drill.report().acknowledged > n / 3, count);
  await fault();
  return done;
}

test('storage cleared while open', async ({ openDrill, origin, context }) => {
  const tab = await openDrill();
  const cdp = await context.newCDPSession(tab);
  const report = await writeThrough(tab, 3000, () =>
    cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' }),
  );
  // What was stored before was wiped; what comes after is kept.
  expect(report.acknowledged).toBeGreaterThan(2900);
  const lost = await tab.evaluate(() => window.drill.lost());
  expect(lost).toBeLessThan(report.acknowledged);
  const after = await tab.evaluate(async () => {
    const before = window.drill.report().acknowledged;
    const { acknowledged } = await window.drill.write(100, 300);
    return acknowledged - before;
  });
  expect(after).toBe(100);
  await expectKept(tab, { lost });
});

test('database deleted from another tab', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  const report = await writeThrough(tab, 3000, () =>
    other.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.deleteDatabase('shelflife/1/drill');
          request.onsuccess = resolve;
          request.onerror = reject;
        }),
    ),
  );
  expect(rejections(report)).toBe(0);
  const lost = await tab.evaluate(() => window.drill.lost());
  expect(lost, 'wiped by the fault itself').toBeLessThan(report.acknowledged);
  await expectKept(tab, { lost });
});

test('a later version opened by another tab', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  const report = await writeThrough(tab, 3000, () =>
    other.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open('shelflife/1/drill', 7);
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
          request.onerror = reject;
        }),
    ),
  );
  expect(rejections(report)).toBe(0);
  await expectKept(tab);
});

test('an object store missing after another tab recreated the database', async ({ openDrill }) => {
  const [tab, other] = [await openDrill(), await openDrill()];
  await tab.evaluate(() => window.drill.write(10, 300));
  await other.evaluate(
    () =>
      new Promise<void>((resolve) => {
        indexedDB.deleteDatabase('shelflife/1/drill').onsuccess = () => {
          const request = indexedDB.open('shelflife/1/drill', 3);
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
        };
      }),
  );
  await expectKept(tab, { lost: 10 });
});

for (const times of [1, 3])
  test(`transaction() throwing ${times} times in a row`, async ({ openDrill }) => {
    const tab = await openDrill();
    const report = await writeThrough(tab, 3000, () => throwFromTransaction(tab, times));
    expect(rejections(report)).toBe(0);
    await expectKept(tab);
  });

test('transaction() throwing always, and then no more', async ({ openDrill }) => {
  const tab = await openDrill();
  const report = await writeThrough(tab, 3000, () => throwFromTransaction(tab, Infinity));
  expect(rejections(report)).toBeGreaterThan(0);
  const reads = await tab.evaluate(async () => {
    const miss = await window.drill.cache.get('key 0', 'miss');
    const loaded = await window.drill.cache.getOrSet('other', () => 'loaded');
    return [miss, loaded];
  });
  expect(reads).toEqual(['miss', 'loaded']);
  await throwFromTransaction(tab, 0);
  await expectRecovery(tab);
  await expectKept(tab);
});

async function throwFromTransaction(tab: Page, times: number): Promise<void> {
  await tab.evaluate((count) => {
    const state = window as unknown as { original?: IDBDatabase['transaction'] };
    state.original ??= IDBDatabase.prototype.transaction;
    const { original } = state;
    let left = count;
    IDBDatabase.prototype.transaction = function (...args) {
      if (left-- > 0)
        throw new DOMException('The database connection is closing.', 'InvalidStateError');
      return original.apply(this, args);
    };
  }, times);
}

test('aborts with a null error', async ({ openDrill }) => {
  const tab = await openDrill();
  const report = await writeThrough(tab, 3000, () =>
    tab.evaluate(() => {
      const original = IDBDatabase.prototype.transaction;
      let left = 3;
      IDBDatabase.prototype.transaction = function (...args) {
        const tx = original.apply(this, args);
        if (args[1] === 'readwrite' && left-- > 0) queueMicrotask(() => tx.abort());
        return tx;
      };
    }),
  );
  expect(rejections(report)).toBe(0);
  await expectKept(tab);
});

test('requests that never answer, and then do again', async ({ openDrill }) => {
  const tab = await openDrill({ deadline: 1 });
  await tab.evaluate(() => window.drill.write(50, 300));
  await tab.evaluate(() => {
    const events: string[] = [];
    for (const type of ['error', 'degraded', 'restored'] as const)
      window.drill.cache.addEventListener(type, () => events.push(type));
    const state = window as unknown as { original: IDBDatabase['transaction']; events: string[] };
    state.events = events;
    state.original = IDBDatabase.prototype.transaction;
    // A transaction that its opener never lets go of: nothing that comes after it is answered.
    IDBDatabase.prototype.transaction = function (...args) {
      const tx = state.original.apply(this, args);
      for (const event of ['oncomplete', 'onabort', 'onerror'])
        Object.defineProperty(tx, event, { set: () => {} });
      const silent = { get: () => () => undefined, set: () => true };
      Object.defineProperty(tx, 'objectStore', {
        value: () => new Proxy({}, { get: () => () => new Proxy({}, silent) }),
      });
      return tx;
    };
  });
  const bounds = await tab.evaluate(async () => {
    const timed = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      const result = await work().catch((error) => error.code);
      return { result, ms: performance.now() - started };
    };
    const { cache } = window.drill;
    const set = await timed(() => cache.set('key 0', 'new'));
    const get = await timed(() => cache.get('key 0', 'miss'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const open = await timed(() => cache.get('key 1', 'miss'));
    const refused = await timed(() => cache.set('key 2', 'new'));
    const loaded = await timed(() => cache.getOrSet('x', () => 'loaded'));
    return { set, get, open, refused, loaded };
  });
  expect(bounds.set.result).toBe('timeout');
  expect(bounds.set.ms).toBeLessThan(2_000);
  expect(bounds.get.result).toBe('miss');
  expect(bounds.open.result).toBe('miss');
  expect(bounds.open.ms, 'the breaker is open: a miss at once').toBeLessThan(100);
  expect(bounds.refused.result).toBe('unavailable');
  expect(bounds.refused.ms).toBeLessThan(100);
  expect(bounds.loaded.result).toBe('loaded');
  await tab.evaluate(() => {
    const state = window as unknown as { original: IDBDatabase['transaction'] };
    IDBDatabase.prototype.transaction = state.original;
  });
  await expectRecovery(tab);
  await expectKept(tab);
  const events = await tab.evaluate(() => (window as unknown as { events: string[] }).events);
  expect(events.filter((type) => type !== 'error')).toEqual(['degraded', 'restored']);
});
