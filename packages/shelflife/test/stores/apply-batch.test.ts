/** What a batch makes of the entries it names: whose the values are, and in which order they are written. */
import 'fake-indexeddb/auto';
import { createCache, indexedDBStore } from 'shelflife';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/model/operation.js';
import { applyBatch } from '../../src/stores/apply-batch.js';

const never = { expires: Infinity };

test('a reader gets a copy of what a write in its batch stores, and each reader one', () => {
  const value = { n: 1 };
  const found = { n: 2 };
  const operations: Operation[] = [
    { type: 'set', key: 'a', value, ...never },
    { type: 'get', key: 'a' },
    { type: 'get', key: 'a' },
    { type: 'get', key: 'b' },
    { type: 'add', key: 'b', value, ...never, read: true },
  ];
  const entries = new Map([['b', { value: found, expires: Infinity, written: 0 }]]);
  const { outcomes, changes } = applyBatch(operations, { entries, leases: new Map() }, 1, true);
  const answers = outcomes.map((outcome) => outcome.value);
  expect(answers).toEqual([undefined, value, value, found, found]);
  expect(new Set([value, ...answers]).size).toBe(6);
  expect(changes.get('a')?.value).toBe(value);
});

test('what was written last in a batch comes last', () => {
  const operations: Operation[] = [
    { type: 'delete', key: 'a' },
    { type: 'set', key: 'b', value: 1, ...never },
    { type: 'set', key: 'c', value: 1, ...never },
    { type: 'set', key: 'a', value: 1, ...never },
    { type: 'set', key: 'b', value: 2, ...never },
  ];
  expect([
    ...applyBatch(operations, { entries: new Map(), leases: new Map() }, 1).changes.keys(),
  ]).toEqual(['c', 'a', 'b']);
});

test('a walk whose reads share a batch with a write leaves memory as it is', async () => {
  const cache = createCache({ name: 'walked', store: indexedDBStore() });
  const names = Array.from({ length: 150 }, (_, n) => `k${1000 + n}`);
  await cache.setMany(names.map((name) => [name, { name }] as const));
  let seen = 0;
  for await (const { value } of cache.entries()) {
    (value as { touched?: boolean }).touched = true;
    // Behind a write under way the next one waits, until the second page is read with it.
    if (++seen === 99) void cache.set('a write under way', 1);
    if (seen === 100) void cache.set('k1120', { name: 'fresh' });
  }
  expect(await cache.get('k1120')).toEqual({ name: 'fresh' });
  await cache.destroy();
});
