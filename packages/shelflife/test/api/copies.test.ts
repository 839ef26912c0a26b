/** What copies a value, and what does not. */
import 'fake-indexeddb/auto';
import { createCache, memoryStore } from 'shelflife';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => void vi.restoreAllMocks());

for (const acknowledge of ['committed', 'queued'] as const)
  test(`has and ttl copy no value that memory holds, ${acknowledge}`, async () => {
    const cache = createCache({ name: acknowledge, store: memoryStore(), acknowledge });
    await cache.set('k', new Map([['text', 'x'.repeat(1000)]]), 30);
    const clone = vi.spyOn(globalThis, 'structuredClone');
    expect(await cache.has('k')).toBe(true);
    expect(await cache.ttl('k')).toBeGreaterThan(29);
    expect(clone).not.toHaveBeenCalled();
    expect(await cache.get('k')).toBeInstanceOf(Map);
    expect(clone).toHaveBeenCalled();
    await cache.destroy();
  });
