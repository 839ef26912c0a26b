/** Compiled only: what the hooks take and give. */
import { createCache } from 'shelflife';
import { type Cached, useCached, useCachedSuspense, useCacheValue } from 'shelflife/react';

interface Course {
  readonly title: string;
}
const load = async (): Promise<Course[]> => [];
const typed = createCache<{ courses: Course[]; [roll: `roll:${string}`]: number }>();
const plain = createCache();

export function Component() {
  const known: Cached<Course[]> = useCached(typed, 'courses', load, { timeout: 60 });
  const course: Course | undefined = known.data?.[0];
  const roll: number = useCachedSuspense(typed, 'roll:7', ({ key, previous }) => {
    const sameKey: `roll:${string}` = key;
    return (previous?.value ?? 0) + sameKey.length;
  });
  const value: number | undefined = useCacheValue(typed, 'roll:7', { version: 2 });
  const inferred: Cached<Course[]> = useCached(plain, 'courses', load);
  const suspended: Course[] = useCachedSuspense(plain, 'courses', load, { shared: false });
  const unknown: unknown = useCacheValue(plain, 'courses');
  const named: Course[] | undefined = useCacheValue<Course[]>(plain, 'courses');

  // @ts-expect-error the key is not in the schema
  useCached(typed, 'movies', load);
  // @ts-expect-error the loader gives another type than the schema says
  useCached(typed, 'roll:7', () => 'seven');
  // @ts-expect-error the component is unmounted instead
  useCached(plain, 'courses', load, { signal: new AbortController().signal });
  // @ts-expect-error refresh() loads anew
  useCached(plain, 'courses', load, { fresh: true });
  // @ts-expect-error nothing is stored
  useCacheValue(plain, 'courses', { timeout: 60 });
  // @ts-expect-error may be missing
  const certain: number = useCacheValue(typed, 'roll:7');

  return [course, roll, value, inferred, suspended, unknown, named, certain];
}
