/** What a transaction comes to, by a database that is driven by hand. */
import { afterEach, expect, test, vi } from 'vitest';
import { type Guard, inTransaction } from '../../src/stores/indexeddb/in-transaction.js';

const DEADLINE = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A transaction under way: its guard, what it was told to do, and its end. */
function begin(mode: IDBTransactionMode = 'readwrite') {
  const told: string[] = [];
  const tx = {
    error: null as DOMException | null,
    oncomplete: () => {},
    onabort: () => {},
    objectStore: () => ({}),
    commit: () => told.push('commit'),
    abort: () => told.push('abort'),
  };
  let guard: Guard<string> | undefined;
  const db = { transaction: () => tx } as unknown as IDBDatabase;
  const done = inTransaction<string>(db, 'entries', mode, { deadline: DEADLINE }, (_, its) => {
    guard = its;
  });
  const abort = (name?: string) => {
    tx.error = name ? new DOMException(name, name) : null;
    tx.onabort();
  };
  return { done, guard: guard!, tx, told, abort };
}

/** What a promise comes to, `undefined` while it is pending. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = new Promise((resolve) => setImmediate(resolve, undefined));
  return Promise.race([promise.catch(({ code }) => code), pending]);
}

test('what reads answers at once, what writes on completion', async () => {
  const reading = begin('readonly');
  reading.guard.answer('read');
  expect(await stateOf(reading.done)).toBe('read');
  const writing = begin();
  writing.guard.answer('written');
  expect(await stateOf(writing.done)).toBe(undefined);
  writing.tx.oncomplete();
  expect(await stateOf(writing.done)).toBe('written');
});

test('before the commit the connection is lost and nothing was done', async () => {
  const { done, abort } = begin();
  abort();
  await expect(done).rejects.toMatchObject({ code: 'connection' });
});

test('from the commit on, nobody knows what was done when the connection is lost', async () => {
  const { done, guard, told, abort } = begin();
  guard.commit();
  guard.commit();
  abort();
  await expect(done).rejects.toMatchObject({ name: 'CacheError', code: 'outcome-unknown' });
  expect(told).toEqual(['commit']);
});

test('a commit that the database refuses for a reason has done nothing', async () => {
  const { done, guard, abort } = begin();
  guard.commit();
  abort('QuotaExceededError');
  await expect(done).rejects.toMatchObject({ code: 'capacity' });
});

test.each([
  ['before the commit it is aborted, and surely not done', false, 'timeout', ['abort']],
  ['after it, nobody knows', true, 'outcome-unknown', ['commit']],
])('at the deadline: %s', async (_, isCommitting, code, expected) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { done, guard, told } = begin();
  if (isCommitting) guard.commit();
  const failed = expect(done).rejects.toMatchObject({ code });
  await vi.advanceTimersByTimeAsync(DEADLINE + 100);
  await failed;
  expect(told).toEqual(expected);
});

test('progress puts the deadline off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { done, guard, tx } = begin();
  for (let n = 0; n < 5; n++) {
    await vi.advanceTimersByTimeAsync(DEADLINE - 100);
    guard.progress();
  }
  guard.answer('late');
  tx.oncomplete();
  expect(await done).toBe('late');
});

test('a step that throws aborts it, with its reason', async () => {
  const { done, guard, told } = begin();
  guard.step(() => {
    throw new DOMException('no', 'DataCloneError');
  });
  await expect(done).rejects.toMatchObject({ code: 'data' });
  expect(told).toEqual(['abort']);
});
