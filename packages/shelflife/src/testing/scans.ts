/** keys() and entries(): the live keys of a view, or of everything, read in pages. */
import { all, type Check, failureOf, START } from './fixture.js';

export function scans(check: Check): void {
  check('an empty cache has no keys', async ({ cache, expect }) => {
    expect(await all(cache.keys())).toEqual([]);
    expect(await all(cache.entries({ all: true }))).toEqual([]);
  });

  check("keys() are those of the view's prefix and version", async ({ cache, expect }) => {
    const view = cache.namespace('a');
    await cache.setMany({ one: 1, two: 2 });
    await cache.set('three', 3, { version: 3 });
    await view.set('four', 4);
    await view.namespace('b').set('five', 5);
    await cache.namespace('aa').set('six', 6);
    expect((await all(cache.keys())).sort()).toEqual(['one', 'two']);
    expect(await all(cache.withVersion(3).keys())).toEqual(['three']);
    expect(await all(view.keys())).toEqual(['four']);
    expect(await all(view.namespace('b').keys())).toEqual(['five']);
    expect(await all(view.withVersion(3).keys())).toEqual([]);
    expect((await all(cache.keys({ all: false }))).sort()).toEqual(['one', 'two']);
  });

  check('{ all } must be a boolean', async ({ cache, expect }) => {
    for (const wrong of [1, 'yes', null]) {
      const error = await failureOf(cache.keys({ all: wrong as never }).next());
      expect(error).toBeInstanceOf(TypeError);
      expect(error.code).toBe('invalid-argument');
      expect(error.message).toMatch(/all.*boolean/);
    }
  });

  check('a version is not a prefix of another', async ({ cache, expect }) => {
    await cache.set('k', 1, { version: 1 });
    await cache.set('k', 11, { version: 11 });
    await cache.set('1:k', 1);
    const entries = await all(cache.entries());
    expect(entries.map(({ value }) => value)).toEqual([1, 1]);
  });

  check('{ all: true } lists everything, from any view', async ({ cache, expect }) => {
    await cache.set('a', 1, 10);
    await cache.namespace('x').namespace('y:z').set('b', 2, { version: -2, timeout: null });
    for (const view of [cache, cache.withVersion(9), cache.namespace('other')]) {
      const entries = await all(view.entries({ all: true }));
      entries.sort((p, q) => (p.key < q.key ? -1 : 1));
      expect(entries).toEqual([
        { key: 'a', version: 1, keyPrefix: '', value: 1, expires: START + 10_000 },
        { key: 'b', version: -2, keyPrefix: 'x/y:z', value: 2, expires: null },
      ]);
      expect((await all(view.keys({ all: true }))).sort()).toEqual(['a', 'b']);
    }
  });

  check('expired entries are left out, without a sweep', async ({ cache, clock, expect }) => {
    await cache.set('short', 1, 10);
    await cache.set('long', 1, 20);
    clock.advance(10);
    expect(await all(cache.keys())).toEqual(['long']);
    expect((await all(cache.entries({ all: true }))).map(({ key }) => key)).toEqual(['long']);
  });

  check('a thousand keys, each once', async ({ cache, another, expect }) => {
    const names = Array.from({ length: 1000 }, (_, n) => `k${String(n).padStart(4, '0')}`);
    await cache.setMany(names.map((name, n) => [name, n] as const));
    await cache.namespace('ns').setMany(names.map((name) => [name, 'ns'] as const));
    await cache.flush();
    expect((await all(another().keys())).sort()).toEqual(names);
    expect((await all(cache.namespace('ns').keys())).sort()).toEqual(names);
    expect((await all(cache.keys({ all: true }))).length).toBe(2000);
  });

  check(
    'a page of expired entries does not end the iteration',
    async ({ cache, clock, expect }) => {
      const early = Array.from({ length: 350 }, (_, n) => [`a${n}`, n] as const);
      await cache.setMany(early, 10);
      await cache.setMany({ z1: 1, z2: 2 }, 100);
      clock.advance(10);
      expect(await all(cache.keys())).toEqual(['z1', 'z2']);
    },
  );

  check('deleting during iteration skips no key', async ({ cache, expect }) => {
    const names = Array.from({ length: 250 }, (_, n) => `k${String(n).padStart(4, '0')}`);
    await cache.setMany(names.map((name, n) => [name, n] as const));
    const seen: string[] = [];
    for await (const key of cache.keys()) {
      seen.push(key);
      await cache.delete(key);
    }
    expect(seen.sort()).toEqual(names);
    expect(await all(cache.keys())).toEqual([]);
  });

  check('an iteration that was left early can be started again', async ({ cache, expect }) => {
    await cache.setMany({ a: 1, b: 2 });
    for await (const _ of cache.keys()) break;
    expect((await all(cache.keys())).sort()).toEqual(['a', 'b']);
  });

  check(
    'an iteration sees the writes called before it, awaited or not',
    async ({ cache, expect }) => {
      const written = [cache.set('a', 1), cache.set('b', 2), cache.delete('a')];
      expect(await all(cache.keys())).toEqual(['b']);
      await Promise.all(written);
    },
  );

  check('values are copies, and of any kind', async ({ cache, expect }) => {
    await cache.setMany({ a: null, b: undefined, c: { d: [1] } });
    const entries = await all(cache.entries<unknown>());
    const values = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    expect(values).toEqual({ a: null, b: undefined, c: { d: [1] } });
    expect('b' in values).toBe(true);
  });

  check('an invalid option rejects', async ({ cache, expect }) => {
    for (const wrong of [{ every: true }, 7, null, 'all'] as never[]) {
      expect((await failureOf(all(cache.keys(wrong)))).code).toBe('invalid-argument');
      expect((await failureOf(all(cache.entries(wrong)))).code).toBe('invalid-argument');
    }
  });
}
