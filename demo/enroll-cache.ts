/** The one cache of the demo: the database `enroll_cache`, its work done where the visitor says. */
import type { Cache } from 'shelflife';
import { keepInUrl, type Place, placeInUrl } from './place.ts';

let place = placeInUrl();
let cache = place.create();
const retired = new Set<Cache>();

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

/** To be called when nothing is under way on those that were moved from; a call would open them again. */
export async function closeRetired() {
  const closing = [...retired].map((one) => one.close());
  retired.clear();
  await Promise.all(closing);
}
