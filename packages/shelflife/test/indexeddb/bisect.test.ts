/** The search for the culprits in a batch that failed as a whole, against a store that is told what to refuse. */
import { CacheError, type Operation, type Outcome } from 'shelflife';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/model/operation.js';
import { applyBatch } from '../../src/stores/apply-batch.js';
import { bisect } from '../../src/stores/indexeddb/bisect.js';

const set = (key: string, value: unknown = key): Operation => ({
  type: 'set',
  key,
  value,
  expires: Infinity,
});

/** Runs batches on a map; one that puts a key in `refused` fails as a whole. */
function disk(refused: readonly string[], code: 'capacity' | 'data' = 'capacity') {
  const entries = new Map<string, unknown>();
  let runs = 0;
  const puts = (operation: Operation) =>
    (operation.type === 'set' && operation.expires > 0) || operation.type === 'add';
  const run = async (operations: readonly Operation[]): Promise<Outcome[]> => {
    runs++;
    for (const operation of operations)
      if (puts(operation) && refused.includes((operation as { key: string }).key))
        throw new CacheError(code, 'refused');
    return operations.map((operation) => {
      if (!('key' in operation)) entries.clear();
      else if (operation.type === 'get')
        return { hit: entries.has(operation.key), value: entries.get(operation.key) };
      else if (puts(operation)) entries.set(operation.key, (operation as { value: unknown }).value);
      else if (operation.type !== 'has') entries.delete(operation.key);
      return { hit: false };
    });
  };
  const search = (operations: readonly Operation[]) =>
    bisect(operations, new CacheError(code, 'refused'), run);
  return { entries, search, runs: () => runs };
}

/**
 * A disk with the semantics of the cache. A batch that puts `'large'` fails as a whole, and after it
 * every put, as in Chromium, until a batch has only removed.
 */
function chromium(held: Readonly<Record<string, unknown>>) {
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(held))
    entries.set(key, { value, expires: Infinity, written: 0 });
  let refuses = false;
  const run = async (operations: readonly Operation[]): Promise<Outcome[]> => {
    const { outcomes, changes } = applyBatch(operations, { entries, leases: new Map() }, 0);
    const put = [...changes.values()].filter((entry) => entry !== undefined);
    refuses = put.length > 0 ? refuses || put.some(({ value }) => value === 'large') : false;
    if (refuses) throw new CacheError('capacity', 'refused');
    for (const [key, entry] of changes)
      if (entry) entries.set(key, entry);
      else entries.delete(key);
    return outcomes;
  };
  const search = (operations: readonly Operation[]) =>
    bisect(operations, new CacheError('capacity', 'refused'), run);
  const values = () => Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
  return { search, values };
}

const failures = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap(({ error }, at) => (error ? [[at, error.code]] : []));

const keys = (count: number) => Array.from({ length: count }, (_, n) => `k${n}`);

test('the one that is refused fails alone, and the others are there', async () => {
  const { entries, search } = disk(['k70']);
  const outcomes = await search(keys(100).map((key) => set(key)));
  expect(failures(outcomes)).toEqual([[70, 'capacity']]);
  expect([...entries.keys()]).toEqual(keys(100).filter((key) => key !== 'k70'));
});

test('a refused set leaves no older value under its key, a refused add does', async () => {
  const { entries, search } = disk(['a', 'b']);
  entries.set('a', 'older').set('b', 'older');
  const add: Operation = { type: 'add', key: 'b', value: 1, expires: Infinity };
  expect(failures(await search([set('a'), add]))).toEqual([
    [0, 'capacity'],
    [1, 'capacity'],
  ]);
  expect([...entries]).toEqual([['b', 'older']]);
});

for (const code of ['capacity', 'data'] as const)
  test(`nor does one that stood alone in its batch, refused for ${code}`, async () => {
    const { entries, search } = disk(['a'], code);
    entries.set('a', 'older');
    expect(failures(await search([set('a')]))).toEqual([[0, code]]);
    expect(entries.size).toBe(0);
  });

test('what is not its own fault leaves what was there', async () => {
  const entries = new Map([['a', 'older']]);
  const run = async (operations: readonly Operation[]): Promise<Outcome[]> => {
    if (operations.some(({ type }) => type === 'set')) throw new CacheError('timeout', 'no answer');
    entries.clear();
    return operations.map(() => ({ hit: false }));
  };
  const both = [set('a'), set('b')];
  const outcomes = await bisect(both, new CacheError('unknown', '?'), run);
  expect(failures(outcomes)).toEqual([
    [0, 'timeout'],
    [1, 'timeout'],
  ]);
  expect([...entries]).toEqual([['a', 'older']]);
});

test('what goes down with it is done in its order', async () => {
  const { search } = disk(['large']);
  const operations: Operation[] = [
    set('a', 1),
    { type: 'get', key: 'a' },
    set('large'),
    { type: 'delete', key: 'a' },
    { type: 'get', key: 'a' },
  ];
  const outcomes = await search(operations);
  expect(outcomes.map(({ hit, value }) => [hit, value])).toEqual([
    [false, undefined],
    [true, 1],
    [false, undefined],
    [false, undefined],
    [false, undefined],
  ]);
  expect(failures(outcomes)).toEqual([[2, 'capacity']]);
});

test('where there is no space at all it gives up within a bounded number of tries', async () => {
  const { search, runs } = disk(keys(5_000));
  const outcomes = await search(keys(5_000).map((key) => set(key)));
  expect(failures(outcomes).length).toBe(5_000);
  expect(runs()).toBeLessThan(500);
});

test('what only reads or removes is done even where it gives up', async () => {
  const { entries, search } = disk(keys(2_000));
  entries.set('there', 1).set('gone', 1);
  const some: Operation[] = [
    { type: 'get', key: 'there' },
    { type: 'delete', key: 'gone' },
  ];
  const outcomes = await search([...some, ...keys(2_000).map((key) => set(key))]);
  expect(outcomes[0]).toEqual({ hit: true, value: 1 });
  expect(entries.has('gone')).toBe(false);
});

test('values that cannot be stored are all found, however many', async () => {
  const refused = keys(400).filter((_, n) => n % 2 === 1);
  const { entries, search } = disk(refused, 'data');
  const outcomes = await search(keys(400).map((key) => set(key)));
  expect(failures(outcomes).length).toBe(200);
  expect(entries.size).toBe(200);
});

test('another kind of failure on the way is the answer of all that it befell', async () => {
  let runs = 0;
  const run = async () => {
    runs++;
    throw new CacheError('timeout', 'no answer');
  };
  const outcomes = await bisect(
    keys(8).map((key) => set(key)),
    new CacheError('capacity', 'full'),
    run,
  );
  expect(failures(outcomes).map(([, code]) => code)).toEqual(Array(8).fill('timeout'));
  expect(runs).toBeLessThan(8);
});

describe('calls made before a refused set of their key do not see it removed', () => {
  test.each([
    ['get', { type: 'get', key: 'k' }, { hit: true, value: 1 }, {}],
    ['incr', { type: 'incr', key: 'k', delta: 1 }, { hit: true, value: 2 }, {}],
    ['add', { type: 'add', key: 'k', value: 2, expires: Infinity }, { hit: true }, {}],
    ['delete', { type: 'delete', key: 'k' }, { hit: true }, {}],
    ['incrVersion', { type: 'move', key: 'k', to: 'k2' }, { hit: true }, { k2: 1 }],
    ['incrVersion onto it', { type: 'move', key: 'l', to: 'k' }, { hit: true }, {}],
  ] as [string, Operation, Outcome, Record<string, unknown>][])(
    '%s',
    async (_, call, outcome, left) => {
      const { search, values } = chromium({ k: 1, l: 2 });
      const operations = [call, set('k', 'large'), { type: 'get', key: 'k' } as const];
      const [first, ...others] = await search(operations);
      expect(first).toMatchObject(outcome);
      expect(others).toMatchObject([{ error: { code: 'capacity' } }, { hit: false }]);
      expect(values()).toEqual(call.type === 'move' && call.key === 'l' ? {} : { l: 2, ...left });
    },
  );

  test('all of them together', async () => {
    const { search, values } = chromium({ k: 1, n: 1 });
    const outcomes = await search([
      { type: 'get', key: 'k' },
      { type: 'move', key: 'k', to: 'k2' },
      set('k', 'large'),
      { type: 'incr', key: 'n', delta: 5 },
      set('n', 'large'),
    ]);
    expect(failures(outcomes).map(([at]) => at)).toEqual([2, 4]);
    expect(outcomes.map(({ value }) => value)).toEqual([1, undefined, undefined, 6, undefined]);
    expect(values()).toEqual({ k2: 1 });
  });
});

test.each([7, 20, 100])(
  '%i values too large among 1,000 are the only ones refused',
  async (count) => {
    const isLarge = (n: number) => n % (1_000 / count) < 1;
    const refused = keys(1_000).filter((_, n) => isLarge(n));
    const { entries, search } = disk(refused);
    const outcomes = await search(keys(1_000).map((key) => set(key)));
    expect(failures(outcomes).length).toBe(refused.length);
    expect(entries.size).toBe(1_000 - refused.length);
  },
);
