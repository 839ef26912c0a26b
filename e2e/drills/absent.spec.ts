/** IndexedDB cannot be had from the start. */
import type { Page } from '@playwright/test';
import { expect, ready, test } from '../harness/tabs.ts';

/** What a page sees that uses the default store. */
async function tryOut(tab: Page) {
  return tab.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'absent', deadline: 1 });
    const events: string[] = [];
    cache.addEventListener('degraded', ({ error }) => events.push(`degraded ${error.code}`));
    cache.addEventListener('error', ({ error }) => events.push(`error ${error.code}`));
    const before = String(cache.backend);
    await cache.set('movie', 'The Manjhi', 30);
    await cache.set('roll', 101);
    const values = [await cache.get('movie'), await cache.incr('roll', 3), await cache.ttl('none')];
    return { before, values, backend: cache.backend, events };
  });
}

const inMemory = {
  before: 'undefined',
  values: ['The Manjhi', 104, undefined],
  backend: 'memory',
};

const ABSENCES = {
  'no indexedDB at all': () => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  },
  'a getter that throws': () => {
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('Access is denied', 'SecurityError');
      },
    });
  },
  'an open that fails': () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget() as IDBOpenDBRequest;
      Object.setPrototypeOf(request, IDBOpenDBRequest.prototype);
      const error = new DOMException('Internal error opening backing store', 'UnknownError');
      Object.defineProperty(request, 'error', { value: error });
      setTimeout(() => request.dispatchEvent(new Event('error')));
      return request;
    };
  },
  'an open that hangs': () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, version) {
      const request = open.call(this, name, version);
      const { addEventListener } = request;
      request.addEventListener = (type: string, ...rest: unknown[]) => {
        if (type !== 'success') Reflect.apply(addEventListener, request, [type, ...rest]);
      };
      return request;
    };
  },
};

for (const [absence, install] of Object.entries(ABSENCES))
  test(`${absence}: memory takes over, and says so`, async ({ openTab, context }) => {
    await context.addInitScript(install);
    const { events, ...result } = await tryOut(await openTab());
    expect(result).toEqual(inMemory);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatch(/^degraded (unavailable|connection)$/);
  });

test('IndexedDB comes later: what memory held is dropped', async ({ openTab, context }) => {
  await context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    Object.assign(window, {
      allow: () => {
        IDBFactory.prototype.open = open;
      },
    });
    IDBFactory.prototype.open = () => {
      throw new DOMException('Access is denied', 'SecurityError');
    };
  });
  const tab = await openTab();
  await tab.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'late' });
    Object.assign(window, { cache });
    await cache.set('movie', 'in memory');
    const restored = new Promise((resolve) => cache.addEventListener('restored', resolve));
    (window as unknown as { allow: () => void }).allow();
    await restored;
  });
  const after = await tab.evaluate(async () => {
    const { cache } = window as unknown as { cache: import('shelflife').Cache };
    const value = await cache.getOrSet('movie', () => 'loaded anew');
    return [value, cache.backend];
  });
  expect(after).toEqual(['loaded anew', 'indexeddb']);
});

test('in a sandboxed frame it works in memory', async ({ page, origin }) => {
  await page.goto(`${origin}/frame`);
  const frame = page.frames()[1]!;
  await frame.waitForFunction(() => document.title === 'ready');
  const result = await frame.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'sandboxed' });
    await cache.set('movie', 'The Manjhi');
    return [await cache.get('movie'), cache.backend];
  });
  expect(result).toEqual(['The Manjhi', 'memory']);
});

test('once it has worked there is no turning to memory', async ({ openTab, origin }) => {
  const tab = await openTab();
  await ready(tab, origin);
  const result = await tab.evaluate(async () => {
    const cache = window.shelflife.createCache({ name: 'truth', deadline: 1 });
    await cache.set('movie', 'on disk');
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    };
    const code = await cache.set('movie', 'new').catch((error) => error.code);
    return [code, await cache.get('movie', 'miss'), cache.backend];
  });
  expect(result).toEqual(['connection', 'miss', 'indexeddb']);
});
