/** Pages of keys: each key is on one of them, and they come in the order of the built-in keys. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyPage, pageOf } from '../../src/model/key-pages.js';

const name = fc.string({
  unit: fc.constantFrom('a', 'b', ':', '\uffff'),
  minLength: 1,
  maxLength: 3,
});
const entries = fc
  .array(fc.tuple(name, fc.record({ address: fc.option(name, { nil: undefined }) })))
  .map((pairs) => new Map(pairs));

function pagesOf(next: (after: string | undefined) => KeyPage): (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  let page: KeyPage | undefined;
  do {
    page = next(page?.next);
    pages.push(page.keys);
  } while (page.next !== undefined);
  return pages;
}

test('all pages together hold each key of the range once, sorted by built-in key', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: 1, max: 5 }), name, name, (map, limit, from, to) => {
      const addressOf = (key: string) => map.get(key)?.address ?? key;
      const inside = [...map.keys()].filter((key) => addressOf(key) >= from && addressOf(key) < to);
      const pages = pagesOf((after) => pageOf(map, limit, { from, to }, after));
      const addresses = pages.flat().map(addressOf);
      expect(pages.flat().sort()).toEqual(inside.sort());
      expect(addresses).toEqual([...addresses].sort());
      for (const page of pages) {
        const shared = page.filter((key) => addressOf(key) === addressOf(page.at(-1)!));
        expect(page.length - shared.length).toBeLessThan(limit);
      }
    }),
  );
});

test('a page of many entries holds the lowest ones, whatever order they come in', () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => `k${1_000 + n}`);
  for (const order of [keys, [...keys].reverse()]) {
    const map = new Map(order.map((key) => [key, {}]));
    expect(pageOf(map, 3)).toEqual({ keys: ['k1000', 'k1001', 'k1002'], next: 'k1002' });
    expect(pageOf(map, 3, undefined, 'k1997')).toEqual({
      keys: ['k1998', 'k1999'],
      next: undefined,
    });
  }
});
