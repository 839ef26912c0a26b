/** The one cache of the demo: the database `enroll_cache`, its work done where the visitor says. */
import type { Cache } from 'shelflife';
import { keepInUrl, type Place, placeInUrl } from './place.ts';

let place = placeInUrl();
let cache = place.create();
const retired = new Set<Cache>();
let underWay = 0;

export const currentPlace = () => place;
export const currentCache = () => cache;

/** Another cache from now on, over the same entries; the one before is left open for what is under way. */
export function moveTo(next: Place) {
  if (next === place) return;
  retired.add(cache);
  place = next;
  cache = next.create();
  keepInUrl(next);
}

/** Does work on the current cache, which stays open until it is done, wherever the visitor moves. */
export async function keepOpen<T>(work: () => Promise<T>): Promise<T> {
  underWay++;
  try {
    return await work();
  } finally {
    underWay--;
  }
}

/** Closes what was moved from, unless work is under way: a call would open it again. */
export async function closeRetired() {
  if (underWay > 0) return;
  const closing = [...retired].map((one) => one.close());
  retired.clear();
  await Promise.all(closing);
}
