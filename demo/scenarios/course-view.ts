/** What low-level caching is for: several slow queries that change at different intervals. */
import type { Cache } from 'shelflife';
import { load } from '../load.ts';

export function courseView(cache: Cache) {
  const api = (part: string) => load(`/api/${part}`);
  // Each part is rendered as soon as it is there.
  return {
    courses: cache.getOrSet(
      'courses',
      () => api('courses'),
      300,
    ),
    movie: cache.getOrSet(
      'favourite_movie',
      () => api('movie'),
      60,
    ),
    student: cache.getOrSet(
      'student',
      () => api('student'),
      30,
    ),
    time: api('time'), // never cached
  };
}
