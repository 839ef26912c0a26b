/** What the slow endpoints answer, and after how many milliseconds. */
export interface Endpoint {
  readonly delay: number;
  readonly answer: () => unknown;
}

const courses = [
  { name: 'Course 1', subject: 'Python', weeks: 6 },
  { name: 'Course 2', subject: 'Django', weeks: 8 },
  { name: 'Course 3', subject: 'React', weeks: 5 },
  { name: 'Course 4', subject: 'Caching', weeks: 2 },
];

/** By the path after `/api/`. */
export const endpoints: Readonly<Record<string, Endpoint>> = {
  courses: { delay: 700, answer: () => courses },
  movie: { delay: 500, answer: () => 'The Manjhi' },
  student: { delay: 400, answer: () => ({ name: 'Sonam', roll: 101 }) },
  time: { delay: 30, answer: () => new Date().toISOString() },
  'v1/teacher': { delay: 450, answer: () => ({ name: 'Ada Lovelace' }) },
  'v2/teacher': { delay: 450, answer: () => ({ firstName: 'Ada', lastName: 'Lovelace' }) },
  report: { delay: 900, answer: () => ({ students: 128, made: new Date().toISOString() }) },
};
