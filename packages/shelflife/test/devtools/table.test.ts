/** Which rows the table shows, and where. */
import { expect, test } from 'vitest';
import { columnsIn } from '../../src/devtools/elements/columns.js';
import { Rings } from '../../src/devtools/elements/time-left.js';
import { movedBy, renderedRows, scrollTopFor } from '../../src/devtools/elements/windowing.js';
import {
  formatBytes,
  formatEntries,
  formatLeft,
  formatMs,
  formatShare,
} from '../../src/devtools/format.js';
import { sizeWithin } from '../../src/devtools/place.js';
import { Figures, SECONDS } from '../../src/devtools/watch/figures.js';
import { facetsOf, filterRows } from '../../src/devtools/watch/filter.js';
import { type Row, rowId, sortRows } from '../../src/devtools/watch/rows.js';

const row = (key: string, given: Partial<Row> = {}): Row => {
  const entry = { key, keyPrefix: '', version: 1, value: 1, expires: null, ...given };
  return {
    ...entry,
    id: rowId(entry),
    bytes: 8,
    print: 0,
    writer: undefined,
    changedAt: 0,
    ...given,
  };
};

const rows = [
  row('b', { expires: 2_000, bytes: 30 }),
  row('A', { keyPrefix: 'user:42', expires: 1_000, bytes: 10, tags: ['x', 'y'] }),
  row('a', { version: 2, bytes: 20, tags: ['y'] }),
];
const keys = (some: readonly Row[]) => some.map(({ key }) => key);

test('rows are sorted by each column, both ways', () => {
  expect(keys(sortRows(rows, { by: 'key', isDescending: false }))).toEqual(['a', 'b', 'A']);
  expect(keys(sortRows(rows, { by: 'key', isDescending: true }))).toEqual(['A', 'b', 'a']);
  expect(keys(sortRows(rows, { by: 'size', isDescending: false }))).toEqual(['A', 'a', 'b']);
  expect(keys(sortRows(rows, { by: 'left', isDescending: false }))).toEqual(['A', 'b', 'a']);
  expect(keys(sortRows(rows, { by: 'version', isDescending: true }))).toEqual(['a', 'b', 'A']);
});

test('a filter matches parts of keys and namespaces, and whole namespaces, versions and tags', () => {
  expect(keys(filterRows(rows, { text: 'a' }))).toEqual(['A', 'a']);
  expect(keys(filterRows(rows, { text: 'USER' }))).toEqual(['A']);
  expect(keys(filterRows(rows, { keyPrefix: '' }))).toEqual(['b', 'a']);
  expect(keys(filterRows(rows, { version: 1, text: 'b' }))).toEqual(['b']);
  expect(keys(filterRows(rows, { tag: 'y' }))).toEqual(['A', 'a']);
  expect(keys(filterRows(rows, { tag: 'y', version: 2 }))).toEqual(['a']);
  const facets = { keyPrefixes: ['', 'user:42'], versions: [1, 2], tags: ['x', 'y'] };
  expect(facetsOf(rows)).toEqual(facets);
});

test('only the rows in view and some around them are rendered, and the active one', () => {
  const viewport = { top: 36_000, height: 360, rowHeight: 36 };
  expect(renderedRows(viewport, 10_000, 1_003)).toEqual(
    Array.from({ length: 26 }, (_, n) => 992 + n),
  );
  expect(renderedRows(viewport, 10_000, 5).slice(0, 2)).toEqual([5, 992]);
  expect(renderedRows(viewport, 0, 0)).toEqual([]);
  expect(renderedRows({ ...viewport, top: 0 }, 3, 0)).toEqual([0, 1, 2]);
});

test('a row is scrolled into view by as little as needed', () => {
  const viewport = { top: 100, height: 200, rowHeight: 20 };
  expect(scrollTopFor(viewport, 6)).toBe(100);
  expect(scrollTopFor(viewport, 2)).toBe(40);
  expect(scrollTopFor(viewport, 20)).toBe(220);
});

test('keys move within the rows', () => {
  expect(movedBy('ArrowDown', 2, 10, 5)).toBe(3);
  expect(movedBy('PageDown', 2, 10, 5)).toBe(7);
  expect(movedBy('End', 2, 10, 5)).toBe(9);
  expect(movedBy('PageUp', 2, 10, 5)).toBe(0);
  expect(movedBy('Home', 2, 10, 5)).toBe(0);
  expect(movedBy('x', 2, 10, 5)).toBeUndefined();
});

test('a ring drains from what was left when it was first seen, and is full again after a set', () => {
  const rings = new Rings();
  expect(rings.shareOf('a', 30_000, 30_000)).toBe(1);
  expect(rings.shareOf('a', 30_000, 15_000)).toBe(0.5);
  expect(rings.shareOf('a', 75_000, 60_000)).toBe(1);
});

test('columns are named by an attribute', () => {
  expect(columnsIn(' key  left ')).toEqual(['key', 'left']);
  expect(() => columnsIn('key colour')).toThrow('got "colour"');
});

test('sizes and durations are written as people read them', () => {
  expect([84, 1_234, 3_400_000].map(formatBytes)).toEqual(['84 B', '1.2 kB', '3.4 MB']);
  expect([0.42, 12.3, 2_400].map(formatMs)).toEqual(['0.4 ms', '12 ms', '2.4 s']);
  const lefts = [1, 24_000, 245_000, 7_800_000, 86_400_000 * 3].map(formatLeft);
  expect(lefts).toEqual(['1 s', '24 s', '4 m 05 s', '2 h 10 m', '3 d']);
  expect([1, 1_200].map(formatEntries)).toEqual(['1 entry', '1,200 entries']);
  expect([formatShare(0, 0), formatShare(2, 3)]).toEqual(['–', '67 %']);
});

test('the devtools leave the page some room, and keep some', () => {
  expect([50, 360, 5_000].map((px) => sizeWithin(px, 800))).toEqual([160, 360, 720]);
});

test('the chart of reads has the last minute, second by second', () => {
  const figures = new Figures();
  for (const at of [0, 61_000, 61_500]) figures.hit('memory', at);
  figures.miss(120_000);
  const seconds = figures.lastMinute(120_500);
  expect(seconds.length).toBe(SECONDS);
  expect(seconds[0]).toEqual({ hits: 2, misses: 0 });
  expect(seconds.at(-1)).toEqual({ hits: 0, misses: 1 });
});
