/** The cache of the app, and how what is in it is loaded. */
import { createCache } from 'shelflife';

export interface Course {
  readonly name: string;
  readonly subject: string;
  readonly weeks: number;
}

export interface Student {
  readonly name: string;
  readonly roll: number;
}

export const cache = createCache<{ courses: Course[]; student: Student; movie: string }>({
  name: 'enroll_cache',
});

export const loadCourses = () => loadJSON<Course[]>('/api/courses.json');
export const loadStudent = () => loadJSON<Student>('/api/student.json');

async function loadJSON<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
