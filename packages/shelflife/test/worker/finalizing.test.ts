/** A call that runs script when it is collected could do so in the back/forward cache, and the page would lose its place. */
import 'fake-indexeddb/auto';
import { createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, expect, test, vi } from 'vitest';
import { startServing } from '../support/in-thread.js';

afterEach(() => vi.restoreAllMocks());

test('calls to the worker leave nothing behind that is finalized when it is collected', async () => {
  const store = workerStore({ worker: () => startServing() as unknown as Worker });
  const cache = createCache({ name: 'finalizing', store, memory: false });
  await cache.set('a', 1);
  const register = vi.spyOn(FinalizationRegistry.prototype, 'register');
  await cache.set('a', 2);
  expect(await cache.get('a')).toBe(2);
  await cache.size();
  for await (const key of cache.keys()) expect(key).toBe('a');
  expect(register).not.toHaveBeenCalled();
  await cache.destroy();
});
