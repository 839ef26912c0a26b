/** Culls spare what the acting cache has lately read from memory, as long as there is enough else. */
import type { CacheOptions, UntypedCache } from '../index.js';
import { all, type Check, committed } from './fixture.js';

const VALUE = 'x'.repeat(500);

async function names(cache: UntypedCache): Promise<string[]> {
  return (await all(cache.keys({ all: true }))).sort();
}

/** Writes entries named by letters, one after the other. */
async function write(cache: UntypedCache, letters: string): Promise<void> {
  for (const key of letters) await committed(cache, cache.set(key, VALUE, null));
}

/** Whether memory holds a key: over a store that is not coherent it holds none, and there is nothing to spare. */
function holds(cache: UntypedCache, key: string): boolean {
  return cache.peek(key) !== undefined;
}

export function recency(check: Check): void {
  const bounds: Record<string, CacheOptions> = {
    maxEntries: { maxEntries: 9 },
    maxBytes: { maxBytes: 9 * 1_110 },
  };
  for (const [bound, options] of Object.entries(bounds)) {
    check(`a cull by ${bound} spares what was lately read`, async ({ another, expect }) => {
      const cache = another({ memory: true, ...options });
      await write(cache, 'abcdefghi');
      for (const key of 'ab') await cache.get(key);
      if (!holds(cache, 'a')) return;
      await write(cache, 'z');
      const left = await names(cache);
      expect([left.includes('a'), left.includes('b')]).toEqual([true, true]);
      expect([left.includes('c'), left.includes('d'), left.includes('e')]).toEqual([
        false,
        false,
        false,
      ]);
    });

    check(`a cull by ${bound} removes what was read least lately if need be`, async (fixture) => {
      const { another, expect } = fixture;
      const cache = another({ memory: true, ...options });
      await write(cache, 'abcdefghi');
      for (const key of 'ihgfedcba') await cache.get(key);
      if (!holds(cache, 'a')) return;
      await write(cache, 'z');
      const left = await names(cache);
      expect(left.length).toBeLessThanOrEqual(7);
      expect(left.slice(0, 4)).toEqual(['a', 'b', 'c', 'd']);
      expect(left.includes('z')).toBe(true);
    });
  }
}
