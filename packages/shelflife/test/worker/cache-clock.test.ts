/** The cache's clock in the worker: what it can show between two batches, by the clock's own course. */
import { expect, test } from 'vitest';
import { CacheClock } from '../../src/worker/cache-clock.js';

/** Far from the system's time, as a test may set it. */
const OWN = 1_000_000;

function clockInWorker() {
  let system = 50_000_000;
  const clock = new CacheClock(() => system);
  return {
    clock,
    elapse(ms: number) {
      system += ms;
    },
    shows: () => ({ earliest: clock.now(), latest: clock.latest() }),
  };
}

test('before the first batch nothing is expired and nothing is from the future', () => {
  expect(clockInWorker().shows()).toEqual({ earliest: -Infinity, latest: Infinity });
});

test('a clock that runs keeps its offset between batches', () => {
  const { clock, elapse, shows } = clockInWorker();
  clock.set(OWN);
  elapse(3);
  clock.set(OWN + 3);
  clock.set(OWN + 3);
  elapse(150_000);
  expect(shows()).toEqual({ earliest: OWN + 150_003, latest: OWN + 150_003 });
  expect(clock.last()).toBe(OWN + 3);
});

test('a batch that was late on its way does not stop it', () => {
  const { clock, elapse, shows } = clockInWorker();
  clock.set(OWN);
  elapse(1_500);
  clock.set(OWN + 10);
  elapse(1_000);
  expect(shows()).toEqual({ earliest: OWN + 1_010, latest: OWN + 1_010 });
});

test.each([
  ['was seen once', []],
  ['stands still', [[5_000, 0]]],
  ['stands still in many batches', Array(100).fill([50, 0])],
  ['jumps ahead', [[5, 3_600_000]]],
  [
    'is set back',
    [
      [3, 3],
      [5, -3_600_000],
    ],
  ],
  [
    'ran and was stopped',
    [
      [3, 3],
      [10_000, 0],
    ],
  ],
])('of a clock that %s the last time is the earliest, and no time the latest', (_, steps) => {
  const { clock, elapse, shows } = clockInWorker();
  let now = OWN;
  clock.set(now);
  for (const [elapsed, progress] of steps as [number, number][]) {
    elapse(elapsed);
    now += progress;
    clock.set(now);
  }
  elapse(150_000);
  expect(shows()).toEqual({ earliest: now, latest: Infinity });
});
