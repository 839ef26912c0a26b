/** The cache as one has it by default: its database work is done in the page. */
import { type Cache, createCache } from 'shelflife';
import { now } from '../clock.ts';

export function onMainThread(): Cache {
  return createCache({
    name: 'enroll_cache',
    now, // the demo's clock
  });
}
