/** Stored keys: there and back, and never two triples on one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  escapePrefix,
  inRange,
  joinKey,
  namespaceRanges,
  splitKey,
  unescapePrefix,
  viewRange,
} from '../../src/model/key.js';

/** Text thick with what separates the parts of a key, and with halves of surrogate pairs. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(':', '/', '\\', '1', '-', 'a', '\ud800', '\udc00', '\uffff') }),
  fc.string({ unit: 'binary' }),
);
const name = text.filter((given) => given !== '');
const version = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger());
/** The names of nested namespaces, outermost first. */
const path = fc.array(name, { maxLength: 3 });
const triple = fc.record({ path, version, key: name });

const prefixOf = (names: string[]) => names.map(escapePrefix).join('/');
const storedOf = ({ path, version, key }: { path: string[]; version: number; key: string }) =>
  joinKey(prefixOf(path), version, key);

test('splitKey finds again what joinKey put together', () => {
  fc.assert(
    fc.property(triple, (given) => {
      expect(splitKey(storedOf(given))).toEqual({
        key: given.key,
        version: given.version,
        keyPrefix: given.path.join('/'),
      });
    }),
  );
});

test('an escaped prefix can be read again', () => {
  fc.assert(
    fc.property(text, (prefix) => {
      expect(unescapePrefix(escapePrefix(prefix))).toBe(prefix);
    }),
  );
});

test('two triples have one stored key only if they are one', () => {
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(storedOf(one) === storedOf(other)).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

test('no way of shifting a separator between the parts makes two triples meet', () => {
  const parts = fc.array(fc.constantFrom(':', '/', '\\', '1', 'a'), { minLength: 2, maxLength: 7 });
  fc.assert(
    fc.property(parts, fc.nat(), fc.nat(), (letters, first, second) => {
      const cut = (at: number) => {
        const where = 1 + (at % (letters.length - 1));
        return {
          path: [letters.slice(0, where).join('')],
          version: 1,
          key: letters.slice(where).join(''),
        };
      };
      const [one, other] = [cut(first), cut(second)];
      expect(storedOf(one) === storedOf(other)).toBe(one.key === other.key);
    }),
    { numRuns: 2000 },
  );
});

test("a namespace's ranges hold its keys and those nested in it, and no others", () => {
  fc.assert(
    fc.property(
      path.filter(({ length }) => length > 0),
      triple,
      (outer, given) => {
        const ranges = namespaceRanges(prefixOf(outer));
        const isWithin = outer.every((name, depth) => given.path[depth] === name);
        expect(ranges.some((range) => inRange(storedOf(given), range))).toBe(isWithin);
        const nested = { ...given, path: [...outer, ...given.path] };
        expect(ranges.some((range) => inRange(storedOf(nested), range))).toBe(true);
      },
    ),
  );
});

test("a view's range holds its prefix and version, and no others", () => {
  fc.assert(
    fc.property(path, version, triple, (names, number, given) => {
      const range = viewRange(prefixOf(names), number);
      const same = JSON.stringify(names) === JSON.stringify(given.path) && number === given.version;
      expect(inRange(storedOf(given), range)).toBe(same);
      expect(inRange(storedOf({ path: names, version: number, key: given.key }), range)).toBe(true);
    }),
  );
});

test('what no cache has built is not taken for a key', () => {
  for (const stored of ['', 'movie', 'a:b:c', '\\x:1:k', 'a\\', ':1', '1:k'])
    expect(splitKey(stored), stored).toBeUndefined();
});
