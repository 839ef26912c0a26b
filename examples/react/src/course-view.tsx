/** The course view: what is loaded, what suspends, and what is set by hand, the same in every tab. */
import { Suspense } from 'react';
import { useCached, useCachedSuspense, useCacheValue } from 'shelflife/react';
import { cache, loadCourses, loadStudent } from './cache.ts';

export function CourseView() {
  return (
    <>
      <Suspense fallback={<p>Loading the student…</p>}>
        <StudentCard />
      </Suspense>
      <Courses />
      <FavouriteMovie />
    </>
  );
}

function StudentCard() {
  const { name, roll } = useCachedSuspense(cache, 'student', loadStudent, { timeout: 60 });
  return (
    <header>
      {name}, roll {roll}
    </header>
  );
}

function Courses() {
  const courses = useCached(cache, 'courses', loadCourses, { timeout: 300 });
  return (
    <section aria-busy={courses.isLoading || courses.isStale}>
      <h2>Your courses</h2>
      {courses.error != null && <p role="alert">The courses could not be loaded.</p>}
      <ul>
        {courses.data?.map(({ name, subject, weeks }) => (
          <li key={name}>
            {name}: {subject}, {weeks} weeks
          </li>
        ))}
      </ul>
      <button type="button" onClick={courses.refresh}>
        Refresh
      </button>
    </section>
  );
}

function FavouriteMovie() {
  const movie = useCacheValue(cache, 'movie');
  return (
    <form action={(form) => cache.set('movie', String(form.get('movie')), 30)}>
      <h2>Favourite movie</h2>
      <output>{movie ?? 'none, or forgotten after 30 seconds'}</output>
      <input name="movie" aria-label="Favourite movie" required />
      <button type="submit">Save</button>
    </form>
  );
}
