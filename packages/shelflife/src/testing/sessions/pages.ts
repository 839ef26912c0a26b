/** keys(): stored keys in pages. */
import { START } from '../fixture.js';
import { pagesOf, remove, type SessionCheck, set } from './fixture.js';

const LIMIT = 10;

const named = (count: number) =>
  Array.from({ length: count }, (_, n) => `a:${String(n).padStart(3, '0')}`);

export function pages(check: SessionCheck): void {
  check('an empty store has one page, without keys', async ({ first, expect }) => {
    expect(await pagesOf(first.session, LIMIT)).toEqual([[]]);
    expect(await pagesOf(first.session, LIMIT, { from: 'a', to: 'b' })).toEqual([[]]);
  });

  check('each key is on one page, and no page is too long', async ({ first, expect }) => {
    const keys = named(45);
    await first.run(...keys.map((key) => set(key, 1)), set('b:1', 1));
    for (const range of [undefined, { from: 'a:', to: 'a;' }]) {
      const found = await pagesOf(first.session, LIMIT, range);
      const expected = range ? keys : [...keys, 'b:1'];
      expect(found.flat().sort()).toEqual(expected);
      for (const page of found) expect(page.length).toBeLessThanOrEqual(LIMIT);
    }
  });

  check('a range begins with its first key, and ends before its last', async (fixture) => {
    const { first, expect } = fixture;
    await first.run(...['a', 'b', 'c', 'd'].map((key) => set(key, 1)));
    expect((await pagesOf(first.session, 1, { from: 'b', to: 'd' })).flat()).toEqual(['b', 'c']);
  });

  check('an entry belongs to the range of its built-in key', async ({ first, expect }) => {
    const keys = named(35);
    await first.run(...keys.map((address, n) => set(`hash ${n}`, 1, { address })));
    await first.run(...keys.slice(0, 25).map((key) => set(`${key}!`, 1)));
    const found = (await pagesOf(first.session, LIMIT, { from: 'a:', to: 'a;' })).flat();
    expect(found.length).toBe(60);
    expect(new Set(found).size).toBe(60);
    expect((await pagesOf(first.session, LIMIT)).flat().length).toBe(60);
  });

  check('entries that share a built-in key are all listed', async ({ first, expect }) => {
    const keys = named(5);
    await first.run(...keys.map((key) => set(key, 1, { address: 'shared' })));
    const found = await pagesOf(first.session, 2, { from: 'shared', to: 'shared!' });
    expect(found.flat().sort()).toEqual(keys);
  });

  check('what has expired may be listed, what is live must be', async (fixture) => {
    const { first, clock, expect } = fixture;
    await first.run(set('old', 1, { expires: START + 1000 }), set('new', 1));
    clock.advance(1);
    const found = (await pagesOf(first.session, LIMIT)).flat();
    expect(found.includes('new')).toBe(true);
  });

  check('changes between pages leave the others listed once', async ({ first, expect }) => {
    const keys = named(30);
    await first.run(...keys.map((key) => set(key, 1)));
    const page = await first.session.keys(undefined, undefined, LIMIT);
    const rest = keys.filter((key) => !page.keys.includes(key));
    const [gone, ...left] = rest;
    await first.run(remove(gone!), remove(page.keys.at(-1)!), set(left[0]!, 'again'));
    const found: string[] = [];
    for (let after = page.next; after !== undefined; ) {
      const next = await first.session.keys(undefined, after, LIMIT);
      found.push(...next.keys);
      after = next.next;
    }
    expect(found.sort()).toEqual(left);
  });
}
