/** Any non-empty string is a key, in every method. */
import { all, type Check, failureOf, WEIRD_KEYS } from './fixture.js';

export function weirdKeys(check: Check): void {
  for (const [what, key] of Object.entries(WEIRD_KEYS)) {
    check(`${what} is a key for single calls`, async ({ cache, expect }) => {
      await cache.set(key, 1, 30);
      expect(await cache.get(key, 'miss')).toBe(1);
      expect(await cache.has(key)).toBe(true);
      expect(await cache.add(key, 2)).toBe(false);
      expect(await cache.getOrSet(key, () => 2)).toBe(1);
      expect(await cache.incr(key)).toBe(2);
      expect(await cache.decr(key)).toBe(1);
      expect(await cache.touch(key, 60)).toBe(true);
      expect(await cache.ttl(key)).toBe(60);
      expect(await cache.incrVersion(key)).toBe(2);
      expect(await cache.decrVersion(key, 1, { version: 2 })).toBe(1);
      expect(await cache.delete(key)).toBe(true);
      expect(await cache.has(key)).toBe(false);
      expect(await cache.getOrSet(key, () => 3)).toBe(3);
      expect(cache.makeKey(key)).toBe(`:1:${key}`);
    });

    check(`${what} is a key for getMany, setMany and iterations`, async ({ cache, expect }) => {
      expect(await cache.setMany([[key, 1]])).toEqual([]);
      expect(await cache.setMany(new Map([[key, 2]]))).toEqual([]);
      const found = await cache.getMany([key, 'other']);
      expect(Object.keys(found)).toEqual([key]);
      expect(Object.entries(found)).toEqual([[key, 2]]);
      expect(await all(cache.keys())).toEqual([key]);
      const [entry] = await all(cache.entries({ all: true }));
      expect([entry!.key, entry!.version, entry!.keyPrefix, entry!.value]).toEqual([key, 1, '', 2]);
      expect(await cache.deleteMany([key])).toBe(1);
      expect(await cache.setMany([[key, () => 1]])).toEqual([key]);
    });

    check(`${what} is a namespace`, async ({ cache, expect }) => {
      const view = cache.namespace(key);
      await view.set(key, 1);
      await cache.set(key, 2);
      expect(await view.get(key)).toBe(1);
      const [entry] = await all(view.entries());
      expect([entry!.key, entry!.keyPrefix]).toEqual([key, key]);
      await view.clear();
      expect(await view.has(key)).toBe(false);
      expect(await cache.get(key)).toBe(2);
    });

    check(`an error names ${what} as its key`, async ({ cache, expect }) => {
      const missing = await failureOf(cache.incr(key));
      expect([missing.code, missing.key]).toEqual(['key-not-found', key]);
      const refused = await failureOf(cache.set(key, () => 1));
      expect([refused.code, refused.key]).toEqual(['data', key]);
    });
  }

  check(
    'an own __proto__ member of an object is a key like any other',
    async ({ cache, expect }) => {
      await cache.setMany(JSON.parse('{"__proto__": 7, "b": 2}'));
      expect(await cache.get('__proto__')).toBe(7);
      const found: Record<string, unknown> = await cache.getMany(['__proto__', 'b']);
      expect(Object.keys(found)).toEqual(['__proto__', 'b']);
      expect(Object.getPrototypeOf(found)).toBe(null);
    },
  );

  check('all of them are separate keys', async ({ cache, expect }) => {
    const weird = Object.values(WEIRD_KEYS);
    await Promise.all(weird.map((key, n) => cache.set(key, n)));
    expect(await Promise.all(weird.map((key) => cache.get(key)))).toEqual(weird.map((_, n) => n));
    expect((await all(cache.keys())).sort()).toEqual([...weird].sort());
  });
}
