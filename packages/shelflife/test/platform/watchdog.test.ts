/** Deadlines on an event loop that is driven by hand: long tasks and sleep are not silence. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchdog } from '../../src/platform/deadline.js';

const DEADLINE = 5_000;

interface Timer {
  readonly due: number;
  readonly work: () => void;
}

let now: number;
let timers: Set<Timer>;
let expired: string[];

beforeEach(() => {
  now = 0;
  timers = new Set();
  expired = [];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('setTimeout', (work: () => void, ms: number) => {
    const timer = { due: now + ms, work };
    timers.add(timer);
    return timer;
  });
  vi.stubGlobal('clearTimeout', (timer: Timer) => timers.delete(timer));
});

afterEach(() => {
  // The module's own timer must not outlive the test.
  pass(20 * DEADLINE);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function runDueTimers(): void {
  for (const timer of [...timers]) {
    if (timer.due > now || !timers.delete(timer)) continue;
    timer.work();
  }
}

/** Time in which the thread is idle: each timer fires when it is due. */
function pass(ms: number): void {
  for (const end = now + ms; now < end; now++) runDueTimers();
}

/** A long task: timers that fall due fire at its end. */
function block(ms: number): void {
  now += ms;
  runDueTimers();
}

function start(name = 'deadline', ms = DEADLINE) {
  return watchdog(ms, () => expired.push(name));
}

test('it expires once after its time without progress', () => {
  start();
  pass(DEADLINE - 1);
  expect(expired).toEqual([]);
  pass(100);
  expect(expired).toEqual(['deadline']);
  pass(2 * DEADLINE);
  expect(expired).toEqual(['deadline']);
});

test('progress puts it off, and stop ends it', () => {
  const stopped = start('stopped');
  const deadline = start('in progress');
  for (let n = 0; n < 5; n++) {
    pass(DEADLINE - 100);
    deadline.progress();
    stopped.stop();
  }
  expect(expired).toEqual([]);
  pass(DEADLINE + 100);
  expect(expired).toEqual(['in progress']);
});

test('each has its own time', () => {
  start('long', 3_000);
  start('short', 1_000);
  pass(1_100);
  expect(expired).toEqual(['short']);
  pass(2_000);
  expect(expired).toEqual(['short', 'long']);
});

test('progress that was waiting behind a long task is in time', () => {
  const deadline = start();
  block(DEADLINE);
  deadline.progress();
  pass(DEADLINE - 100);
  expect(expired).toEqual([]);
});

test.each([2, 3, 8])('%i long tasks a millisecond apart do not let it expire', (count) => {
  const deadline = start();
  for (let n = 0; n < count; n++) {
    block(6_000);
    pass(1);
  }
  expect(expired).toEqual([]);
  pass(100);
  deadline.progress();
  pass(DEADLINE - 100);
  expect(expired).toEqual([]);
});

test('after sleep it starts anew', () => {
  start();
  pass(4_900);
  block(7_000);
  pass(DEADLINE - 100);
  expect(expired).toEqual([]);
  pass(200);
  expect(expired).toEqual(['deadline']);
});

test('long tasks that end before it is due count as well', () => {
  start();
  block(4_000);
  pass(DEADLINE - 100);
  expect(expired).toEqual([]);
});

test('it expires in a hidden tab whose timers fire once a second', () => {
  start();
  for (let n = 0; n < 7; n++) block(1_000);
  expect(expired).toEqual(['deadline']);
});

test('it expires in a hidden tab whose timers fire once a minute', () => {
  start();
  for (let n = 0; n < 20; n++) block(60_000);
  expect(expired).toEqual(['deadline']);
});
