/** Values that only Chromium has, and values that a worker cannot read. */
import type { Page } from '@playwright/test';
import { expect, test } from '../../browsers/pages.ts';
import { PARTS } from '../values/index.ts';

async function equip(tab: Page): Promise<Page> {
  for (const install of PARTS) await tab.evaluate(install);
  return tab;
}

for (const inWorker of [false, true])
  test(`a certificate that bare IndexedDB stores is refused where a worker must read it: ${inWorker}`, async ({
    openTab,
  }) => {
    const tab = await equip(await openTab());
    const code = await tab.evaluate(async (inWorker) => {
      const { createCache, indexedDBStore, workerStore } = window.shelflife;
      const cache = createCache({ store: inWorker ? workerStore() : indexedDBStore() });
      const certificate = await window.values['an RTCCertificate']!();
      return cache.set('k', certificate).then(
        () => 'stored',
        ({ code }) => code,
      );
    }, inWorker);
    expect(code).toBe(inWorker ? 'data' : 'stored');
  });

const PLACES = { 'from this thread': false, 'from a worker': true };

for (const [where, inWorker] of Object.entries(PLACES))
  test(`what the database alone refuses rejects with its DOMException, ${where}`, async ({
    openTab,
  }) => {
    const tab = await equip(await openTab());
    const errors = await tab.evaluate(async (inWorker) => {
      const { CacheError, createCache, indexedDBStore, workerStore } = window.shelflife;
      const cache = createCache({ store: inWorker ? workerStore() : indexedDBStore() });
      const events: unknown[] = [];
      cache.addEventListener('error', ({ error }) => events.push(error));
      const value = await window.values['a VideoFrame']!();
      const told = [
        await cache.set('k', value).catch((error: unknown) => error),
        await cache.add('k', value).catch((error: unknown) => error),
        await cache.getOrSet('k', () => value).catch((error: unknown) => error),
      ];
      await cache.setMany({ k: value, l: 1 });
      return [...told, ...events].map((error) => {
        if (!(error instanceof CacheError)) return String(error);
        const { code, key, cause } = error;
        return [code, key, cause instanceof DOMException && cause.name].join();
      });
    }, inWorker);
    expect(errors).toEqual(Array(4).fill('data,k,DataCloneError'));
  });

test('a value that the worker cannot read fails alone, in its turn', async ({ openTab }) => {
  const tab = await equip(await openTab());
  const settled = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const cache = createCache({ store: workerStore(), deadline: 0.5 });
    const value = await window.values['an RTCCertificate']!();
    const buffer = new Uint8Array(100_000).fill(7);
    const found = () => cache.getMany(['a', 'k', 'l', 'm', 'b']);
    await cache.setMany({ k: 'older', l: 'older', m: 'older' });
    const calls = [
      cache.set('a', buffer),
      cache.set('k', value),
      cache.add('l', value),
      cache.set('m', value),
      cache.set('m', 'newer'),
      cache.set('b', new Blob(['text'])),
    ];
    const codes = await Promise.allSettled(calls);
    const { a, b, ...others } = await found();
    return {
      codes: codes.map((one) => (one.status === 'fulfilled' ? 'stored' : one.reason.code)),
      ...others,
      a: (a as Uint8Array).every((byte) => byte === 7) && buffer.length === 100_000,
      b: await (b as Blob).text(),
    };
  });
  expect(settled).toEqual({
    codes: ['stored', 'data', 'data', 'data', 'stored', 'stored'],
    l: 'older',
    m: 'newer',
    a: true,
    b: 'text',
  });
});

test('what the page stored and its worker cannot read is a miss there, beside others', async ({
  openTab,
}) => {
  const tab = await equip(await openTab());
  const found = await tab.evaluate(async () => {
    const { createCache, indexedDBStore, workerStore } = window.shelflife;
    const here = createCache({ store: indexedDBStore() });
    const there = createCache({ store: workerStore(), deadline: 2 });
    const errors: string[] = [];
    there.addEventListener('error', ({ error }) => errors.push(`${error.code}: ${error.message}`));
    const numbers = Array.from({ length: 40 }, (_, n) => [`k${n}`, n] as const);
    await here.setMany(numbers);
    await here.set('k7', await window.values['an RTCCertificate']!());
    const alone = await there.get('k7', 'missed');
    const many = await there.getMany(numbers.map(([key]) => key));
    return { alone, hits: Object.keys(many).length, errors };
  });
  expect(found).toEqual({ alone: 'missed', hits: 39, errors: [] });
});

test('a call that the worker cannot read settles', async ({ openTab }) => {
  const tab = await equip(await openTab());
  const settled = await tab.evaluate(async () => {
    const { createCache, workerStore } = window.shelflife;
    const { postMessage } = MessagePort.prototype;
    const certificate = await window.values['an RTCCertificate']!();
    const cache = createCache({ store: workerStore(), deadline: 60 });
    await cache.set('k', 1);
    // As for want of memory: nothing that can be stored does it to a whole call.
    MessagePort.prototype.postMessage = function (this: MessagePort, data, ...rest: never[]) {
      const spoilt = data.path?.[0] === 'execute' ? { ...data, certificate } : data;
      MessagePort.prototype.postMessage = postMessage;
      postMessage.call(this, spoilt, ...rest);
    };
    const code = await cache.set('k', 2).catch(({ code }) => code);
    return [code, await cache.get('k'), await cache.incr('k')];
  });
  expect(settled).toEqual(['outcome-unknown', 1, 2]);
});

test('the comparison knows values apart that are nearly the same', async ({ openTab }) => {
  const tab = await equip(await openTab());
  const same = await tab.evaluate(async () => {
    const { buffer } = new Uint8Array([1, 2, 3, 4]);
    const shared = {};
    const pairs: [unknown, unknown][] = [
      [0, -0],
      [{ a: undefined }, {}],
      [[undefined], new Array(1)],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [new Uint8Array(buffer, 1, 2), new Uint8Array([2, 3])],
      [
        [shared, shared],
        [{}, {}],
      ],
      [new Blob(['a']), new Blob(['b'])],
      [new File(['a'], 'a'), new File(['a'], 'b')],
      [Object(1), 1],
      [Object(1), Object(2)],
      [new Date(1), new Date(2)],
      [/a/g, /a/],
      [new Map([[1, 2]]), new Map([[1, 3]])],
      [new Set([1, 2]), new Set([2, 1])],
      [new Map(), new Set()],
      [new Error('a'), new TypeError('a')],
      [new Error('a', { cause: 1 }), new Error('a')],
      [new DOMRect(1), new DOMRect(2)],
      [new DOMRect(1), new DOMRectReadOnly(1)],
      [new DOMException('a', 'AbortError'), new DOMException('a', 'DataError')],
      [Object.assign([1], { a: 1 }), [1]],
      [Object.create(null), {}],
      [Reflect.construct(ArrayBuffer, [1, { maxByteLength: 2 }]), new ArrayBuffer(1)],
    ];
    const same: number[] = [];
    for (const [at, [one, other]] of pairs.entries())
      if (!(await window.differenceOf(one, other))) same.push(at);
    return same;
  });
  expect(same).toEqual([]);
});
