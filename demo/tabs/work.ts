/** What each tab does when all do the same at once. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';
import type { Order } from './channel.ts';

export const COUNTER = 'together';
export const REPORT = 'report';

/** Counts up as often as ordered, every call at once: `incr` is atomic over all tabs. */
async function count(cache: Cache, times: number) {
  await cache.add(COUNTER, 0, null);
  await Promise.all(Array.from({ length: times }, () => cache.incr(COUNTER)));
}

/** Asks for what nobody has: of all tabs, one loads it. */
async function stampede(cache: Cache, times: number) {
  const report = () => load('/api/report');
  await Promise.all(Array.from({ length: times }, () => cache.getOrSet(REPORT, report, 60)));
}

export const doWork = (cache: Cache, { work, times }: Order) =>
  work === 'count' ? count(cache, times) : stampede(cache, times);

/** The key that an order writes. */
export const keyOf = ({ work }: Order) => (work === 'count' ? COUNTER : REPORT);
