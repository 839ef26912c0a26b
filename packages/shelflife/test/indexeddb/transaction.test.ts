/** What a transaction comes to, by a database that is driven by hand. */
import { afterEach, expect, test, vi } from 'vitest';
import { inTransaction, type TransactionHandle } from '../../src/stores/indexeddb/transaction.js';

const DEADLINE = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A transaction under way: its handle, what it was told to do, and its end. */
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
  let handle: TransactionHandle<string> | undefined;
  const db = { transaction: () => tx } as unknown as IDBDatabase;
  const done = inTransaction<string>(db, 'entries', mode, { deadline: DEADLINE }, (_, its) => {
    handle = its;
  });
  const abort = (name?: string) => {
    tx.error = name ? new DOMException(name, name) : null;
    tx.onabort();
  };
  return { done, handle: handle!, tx, told, abort };
}

/** What a promise comes to, `undefined` while it is pending. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  const pending = new Promise((resolve) => setImmediate(resolve, undefined));
  return Promise.race([promise.catch(({ code }) => code), pending]);
}

test('what reads answers at once, what writes on completion', async () => {
  const reading = begin('readonly');
  reading.handle.answer('read');
  expect(await stateOf(reading.done)).toBe('read');
  const writing = begin();
  writing.handle.answer('written');
  expect(await stateOf(writing.done)).toBe(undefined);
  writing.tx.oncomplete();
  expect(await stateOf(writing.done)).toBe('written');
});

test('before the commit the connection is lost and nothing was done', async () => {
  const { done, abort } = begin();
  abort();
  await expect(done).rejects.toMatchObject({ code: 'connection' });
});

test('if the connection is lost after the commit call, the outcome is unknown', async () => {
  const { done, handle, told, abort } = begin();
  handle.commit();
  handle.commit();
  abort();
  await expect(done).rejects.toMatchObject({ name: 'CacheError', code: 'outcome-unknown' });
  expect(told).toEqual(['commit']);
});

test('a commit that the database refuses for a reason has done nothing', async () => {
  const { done, handle, abort } = begin();
  handle.commit();
  abort('QuotaExceededError');
  await expect(done).rejects.toMatchObject({ code: 'capacity' });
});

test.each([
  ['before the commit it is aborted, and surely not done', false, 'timeout', ['abort']],
  ['after it, nobody knows', true, 'outcome-unknown', ['commit']],
])('at the deadline: %s', async (_, isCommitting, code, expected) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { done, handle, told } = begin();
  if (isCommitting) handle.commit();
  const failed = expect(done).rejects.toMatchObject({ code });
  await vi.advanceTimersByTimeAsync(DEADLINE + 100);
  await failed;
  expect(told).toEqual(expected);
});

test('progress puts the deadline off', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { done, handle, tx } = begin();
  for (let n = 0; n < 5; n++) {
    await vi.advanceTimersByTimeAsync(DEADLINE - 100);
    handle.progress();
  }
  handle.answer('late');
  tx.oncomplete();
  expect(await done).toBe('late');
});

test('a step that throws aborts it, with its reason', async () => {
  const { done, handle, told } = begin();
  handle.step(() => {
    throw new DOMException('no', 'DataCloneError');
  });
  await expect(done).rejects.toMatchObject({ code: 'data' });
  expect(told).toEqual(['abort']);
});
