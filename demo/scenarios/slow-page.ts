/** What low-level caching is for: several slow queries that change at different intervals. */
import type { Cache } from 'shelflife';
import { load } from '../endpoints/load.ts';

export function slowPage(cache: Cache) {
  const courses = () => load('/api/courses');
  const movie = () => load('/api/movie');
  const student = () => load('/api/student');

  // Each part is shown as soon as it is there.
  return {
    courses: cache.getOrSet('courses', courses, 300),
    movie: cache.getOrSet('movie', movie, 60),
    student: cache.getOrSet('student', student, 30),
    time: load('/api/time'), // never cached
  };
}
