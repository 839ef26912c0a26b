/** A release that changes what the endpoint answers: each version of the code reads its own entries. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';

export function teacher(
  cache: Cache,
  release: 1 | 2,
) {
  const path = `/api/v${release}/teacher`;
  return cache.getOrSet('teacher', () => load(path), {
    timeout: 300,
    version: release,
  });
}
