/**
 * Compares lone calls, a hundred at once and counting, beside the client with JSON and two libraries:
 *
 *   npm install && node run.mjs
 *
 * The root must be built (`npm run build`). Rounds alternate; each figure is the best of them, as a busy
 * machine only makes calls slower.
 */
import { contenders } from './contenders.mjs';
import { course } from './course.mjs';
import { startServer } from './server.mjs';

const ROUNDS = 12;
const LONE = 1_000;
const MANY = 100;

const keys = Array.from({ length: MANY }, (_, n) => `course:${n}`);

const tasks = {
  set: [LONE, ({ set }) => each(LONE, (n) => set(keys[n % MANY], course))],
  get: [LONE, ({ get }) => each(LONE, (n) => get(keys[n % MANY]))],
  'set 100': [
    LONE * 5,
    ({ setMany }) => each((LONE * 5) / MANY, () => setMany(keys.map((key) => [key, course]))),
  ],
  'get 100': [LONE * 5, ({ getMany }) => each((LONE * 5) / MANY, () => getMany(keys))],
  incr: [LONE, ({ incr }) => incr && each(LONE, () => incr('n'))],
};

async function each(count, call) {
  for (let n = 0; n < count; n++) await call(n);
}

/** Operations in a second, or nothing where the library has no such call. */
async function rate(contender, [count, run]) {
  const start = performance.now();
  const done = run(contender);
  if (!done) return undefined;
  await done;
  return (count / (performance.now() - start)) * 1000;
}

function best(rates) {
  const found = rates.filter(Boolean);
  return found.length > 0 ? Math.round(Math.max(...found)).toLocaleString('en') : '–';
}

const { url, stop } = await startServer();
try {
  const rates = {};
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, open] of Object.entries(contenders)) {
      const contender = await open(url);
      rates[name] ??= {};
      for (const [task, spec] of Object.entries(tasks)) {
        const found = await rate(contender, spec);
        // The first round only warms up.
        if (round > 0) rates[name][task] = [...(rates[name][task] ?? []), found];
      }
      await contender.close();
    }
  const rows = Object.entries(rates).map(([name, byTask]) => [
    name,
    Object.fromEntries(Object.entries(byTask).map(([task, found]) => [task, best(found)])),
  ]);
  console.table(Object.fromEntries(rows));
} finally {
  stop();
}
