/** The one cache of the demo: the database `enroll_cache`, on the demo's clock. */
import { createCache } from 'shelflife';
import { now } from './clock.ts';

export const cache = createCache({ name: 'enroll_cache', now });
