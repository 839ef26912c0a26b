/** Subscribers that answer a call with a read of a stale value. */
import { createCache, memoryStore, type UntypedCache } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const fails = () => Promise.reject(new Error('503'));
const bounds = { timeout: 1, staleWhileRevalidate: 3600, staleIfError: 3600 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each<[string, boolean, (cache: UntypedCache) => Promise<unknown>]>([
  ['getOrSet, whose loader fails', true, (cache) => cache.getOrSet('k', fails, bounds)],
  ['get({ stale: true })', true, (cache) => cache.get('k', undefined, { stale: true })],
  ['get({ stale: true }) without memory', false, (cache) => cache.get('k', 0, { stale: true })],
])('one that reads by %s is called once for an expiry', async (_, memory, read) => {
  const cache = createCache({ store: memoryStore(), memory });
  await cache.set('k', 'old', bounds);
  const listener = vi.fn(() => void read(cache));
  cache.subscribe('k', listener);
  await cache.get('k');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await read(cache)).toBe('old');
  expect(listener.mock.calls.length).toBe(1);
  await cache.close();
});
