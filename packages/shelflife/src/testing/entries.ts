/** getEntry(), and reads of expired entries within their stale bounds. */
import { all, type Check, failureOf, START } from './fixture.js';

export function storedEntries(check: Check): void {
  check('getEntry tells when an entry was written and expires', async (fixture) => {
    const { cache, another, clock, expect } = fixture;
    clock.advance(5);
    await cache.set('k', { a: 1 }, 10);
    await cache.flush();
    clock.advance(2);
    const entry = { value: { a: 1 }, expires: START + 15_000, written: START + 5_000 };
    expect(await cache.getEntry('k')).toEqual(entry);
    expect(await another().getEntry('k')).toEqual(entry);
  });

  check('an entry in memory was written when it was stored', async (fixture) => {
    const { cache, another, clock, expect } = fixture;
    await cache.get('k');
    const calls = [cache.add('first', 1), cache.add('k', 1)];
    clock.advance(1);
    await Promise.all(calls);
    const entry = await cache.getEntry('k');
    expect(entry).toEqual(await another().getEntry('k'));
    expect(entry?.written).toBe(START + 1_000);
  });

  check('entries written in one millisecond have the same moment', async (fixture) => {
    const { cache, another, expect } = fixture;
    await cache.setMany({ a: 1, b: 2, c: 3 });
    await cache.flush();
    const reader = another();
    for (const key of ['a', 'b', 'c'])
      for (const one of [cache, reader]) expect((await one.getEntry(key))?.written).toBe(START);
  });

  check('entries() also says when each was written, and its tags, if asked', async (fixture) => {
    const { cache, another, clock, expect } = fixture;
    await cache.set('a', 1, { tags: ['x', 'y'] });
    clock.advance(1);
    await cache.set('b', 2);
    await cache.flush();
    const found = { version: 1, keyPrefix: '' };
    const details = [
      { ...found, key: 'a', value: 1, expires: START + 300_000, written: START, tags: ['x', 'y'] },
      { ...found, key: 'b', value: 2, expires: START + 301_000, written: START + 1_000, tags: [] },
    ];
    for (const one of [cache, another()])
      expect(await all(one.entries({ details: true }))).toEqual(details);
    const plain = details.map(({ written: _written, tags: _tags, ...entry }) => entry);
    expect(await all(cache.entries())).toEqual(plain);
  });

  check('getEntry shows null for an entry that never expires', async ({ cache, expect }) => {
    await cache.set('k', undefined, null);
    expect(await cache.getEntry('k')).toEqual({ value: undefined, expires: null, written: START });
  });

  check('getEntry is undefined for what is missing or expired', async (fixture) => {
    const { cache, clock, expect } = fixture;
    await cache.set('k', 1, { timeout: 10, version: 2 });
    expect(await cache.getEntry('k')).toBe(undefined);
    expect((await cache.getEntry('k', { version: 2 }))?.value).toBe(1);
    clock.advance(10);
    expect(await cache.getEntry('k', { version: 2 })).toBe(undefined);
    expect(await cache.getEntry('k', { version: 2, stale: true })).toBe(undefined);
  });

  check('a write, a count and a touch renew the moment of writing', async (fixture) => {
    const { cache, clock, expect } = fixture;
    await cache.set('k', 1);
    clock.advance(1);
    await cache.incr('k');
    expect((await cache.getEntry('k'))?.written).toBe(START + 1_000);
    clock.advance(1);
    await cache.touch('k', 100);
    expect((await cache.getEntry('k'))?.written).toBe(START + 2_000);
  });

  for (const bound of ['staleWhileRevalidate', 'staleIfError'])
    check(`{ stale: true } answers an expired entry within ${bound}`, async (fixture) => {
      const { cache, another, clock, expect } = fixture;
      await cache.set('k', { a: 1 }, { timeout: 10, [bound]: 20 });
      await cache.flush();
      const entry = { value: { a: 1 }, expires: START + 10_000, written: START };
      clock.advance(29.999);
      for (const one of [cache, another()]) {
        for (let n = 0; n < 2; n++) {
          expect(await one.get('k', 'miss', { stale: true })).toEqual({ a: 1 });
          expect(await one.getEntry('k', { stale: true })).toEqual(entry);
        }
        expect(await one.get('k', 'miss')).toBe('miss');
        expect(await one.get('k', 'miss', { stale: false })).toBe('miss');
        expect(await one.getEntry('k')).toBe(undefined);
        expect(await one.has('k')).toBe(false);
      }
      clock.advance(0.001);
      for (const one of [cache, another()])
        expect(await one.get('k', 'miss', { stale: true })).toBe('miss');
    });

  check('{ stale: true } answers a live entry as well', async ({ cache, expect }) => {
    await cache.set('k', 1);
    expect(await cache.get('k', 'miss', { stale: true })).toBe(1);
    await cache.delete('k');
    expect(await cache.get('k', 'miss', { stale: true })).toBe('miss');
  });

  check('a changed stale value changes nothing in the cache', async (fixture) => {
    const { cache, clock, expect } = fixture;
    await cache.set('k', { list: [1] }, { timeout: 10, staleIfError: 20 });
    clock.advance(10);
    const found = await cache.get<{ list: number[] }>('k', undefined, { stale: true });
    found?.list.push(2);
    expect(await cache.get('k', undefined, { stale: true })).toEqual({ list: [1] });
  });

  check('{ stale } must be a boolean', async ({ cache, expect }) => {
    for (const stale of [1, 'yes', null] as never[])
      for (const call of [cache.get('k', 0, { stale }), cache.getEntry('k', { stale })]) {
        const error = await failureOf(call);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toMatch(/stale.*boolean/);
      }
  });
}
