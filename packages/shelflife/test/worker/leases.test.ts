/** Leases through a worker: what is loaded stays the caller's, and those who wait are told. */
import 'fake-indexeddb/auto';
import { indexedDBStore } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { expect, test } from 'vitest';
import { fulfil, get, lease, release } from '../../src/testing/sessions/fixture.js';
import { startServing } from '../support/in-thread.js';
import { openSession } from '../support/sessions.js';

const inWorker = () => workerStore({ worker: () => startServing() as unknown as Worker });

test('the buffers of a loaded value are still there for its callers', async () => {
  const { run, session } = openSession(inWorker(), 'loaded buffers');
  const value = new Uint8Array(100_000).fill(7);
  await run(lease('k', 'one'));
  const [stored] = await run(fulfil('k', 'one', value, { isHeavy: true }));
  expect([stored?.isStored, value.length]).toEqual([true, 100_000]);
  expect((await run(get('k')))[0]?.value).toEqual(value);
  await run({ type: 'clear' });
  await session.close();
});

test('a lease given up behind a worker is announced to a page, and the other way round', async () => {
  const name = 'leases of two threads';
  const one = openSession(inWorker(), name);
  const two = openSession(indexedDBStore(), name);
  await two.run(get('k'));
  await one.run(get('k'));
  for (const [from, to, key] of [
    [one, two, 'k'],
    [two, one, 'l'],
  ] as const) {
    await from.run(lease(key, 'one'), release(key, 'one'));
    await to.run(get(key));
    expect(to.changes).toEqual([{ keys: [key], isLease: true }]);
    to.changes.length = 0;
  }
  await one.run({ type: 'clear' });
  await one.session.close();
  await two.session.close();
});
