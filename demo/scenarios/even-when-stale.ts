/** An old answer at once rather than a slow one or none. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';

export function evenWhenStale(cache: Cache) {
  const report = () => load('/api/report');
  return cache.getOrSet('report', report, {
    timeout: 10,
    // Past that: old at once, renewed behind.
    staleWhileRevalidate: 60,
    // Old, if the request fails.
    staleIfError: 300,
  });
}
