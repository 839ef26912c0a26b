/** Values come back as they were at the call, and each reader gets a copy. */
import { all, type Check } from './fixture.js';

/** Each makes a new value. */
const STORABLE: Readonly<Record<string, () => unknown>> = {
  'an empty string': () => '',
  'a lone surrogate': () => 'a\ud800b',
  zero: () => 0,
  'minus zero': () => -0,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  'a bigint': () => 2n ** 70n,
  false: () => false,
  null: () => null,
  undefined: () => undefined,
  'a date': () => new Date(5),
  'an invalid date': () => new Date(Number.NaN),
  'a regular expression': () => /a+/gi,
  'a Map': () => new Map<unknown, unknown>([[{ a: 1 }, new Set([1, 'b'])]]),
  'nested objects': () => ({ a: [{ b: { c: [1, undefined, null] } }], d: new Date(7) }),
  bytes: () => new Uint8Array([1, 2, 3]),
  'a buffer': () => new Uint8Array([4, 5]).buffer,
  'an own __proto__': () => JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
};

export function values(check: Check): void {
  for (const [what, make] of Object.entries(STORABLE))
    check(`${what} comes back as it was`, async ({ cache, expect }) => {
      await cache.set('k', make());
      const got = await cache.get('k', 'default');
      expect(got).toEqual(make());
      expect(Object.is(got, make()) || typeof got === 'object').toBe(true);
      expect(await cache.getOrSet('made', make)).toEqual(make());
      expect(await cache.getOrSet('made', () => 'again')).toEqual(make());
      expect((await cache.getMany(['k'])).k).toEqual(make());
    });

  check('cycles and shared parts survive', async ({ cache, expect }) => {
    const value: Record<string, unknown> = { shared: { n: 1 } };
    value.self = value;
    value.again = value.shared;
    await cache.set('k', value);
    const got = (await cache.get<typeof value>('k'))!;
    expect(got.self).toBe(got);
    expect(got.again).toBe(got.shared);
  });

  check('an error keeps its kind, message and cause', async ({ cache, expect }) => {
    await cache.set('k', new RangeError('far', { cause: { code: 7 } }));
    const got = (await cache.get<RangeError>('k'))!;
    expect(got.message).toBe('far');
    expect(got.name).toBe('RangeError');
  });

  check('a value changed right after set() is stored as it was', async ({ cache, expect }) => {
    const value = { list: [1] };
    const pending = [
      cache.set('set', value),
      cache.add('add', value),
      cache.setMany({ many: value }),
      cache.getOrSet('loaded', value),
    ];
    value.list.push(2);
    await Promise.all(pending);
    for (const key of ['set', 'add', 'many', 'loaded'])
      expect(await cache.get(key)).toEqual({ list: [1] });
    value.list.push(3);
    expect(await cache.get('set')).toEqual({ list: [1] });
  });

  check("a loader's result changed later is stored as it was", async ({ cache, expect }) => {
    const value = { list: [1] };
    const got = await cache.getOrSet('k', () => value);
    value.list.push(2);
    got.list.push(3);
    expect(await cache.get('k')).toEqual({ list: [1] });
  });

  check(
    'changing a value that was read changes nothing in the cache',
    async ({ cache, expect }) => {
      await cache.set('k', { list: [1] });
      const spoil = (value: unknown) => (value as { list: number[] }).list.push(9);
      spoil(await cache.get('k'));
      spoil((await cache.getMany(['k'])).k);
      spoil(await cache.getOrSet('k', 1));
      for (const { value } of await all(cache.entries())) spoil(value);
      expect(await cache.get('k')).toEqual({ list: [1] });
    },
  );

  check('each reader of one tick gets a copy of its own', async ({ cache, expect }) => {
    await cache.set('k', { n: 0 });
    const got = await Promise.all([1, 2, 3].map(() => cache.get<{ n: number }>('k')));
    for (const one of got) one!.n++;
    expect(got.map((one) => one!.n)).toEqual([1, 1, 1]);
  });

  check('a reader in the tick of the write also gets a copy', async ({ cache, expect }) => {
    const written = cache.set('k', { n: 0 });
    const got = await Promise.all([1, 2].map(() => cache.get<{ n: number }>('k')));
    for (const one of got) one!.n++;
    await written;
    expect(got).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await cache.get('k')).toEqual({ n: 0 });
  });
}
