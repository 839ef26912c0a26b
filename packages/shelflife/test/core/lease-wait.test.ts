/** How long a cache waits for the load of another one. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LeaseWait } from '../../src/core/lease-wait.js';

const never = new Promise<void>(() => {});
const DEADLINE = 5_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Locks that are free, or held for ever. */
function stubLocks(isFree: boolean): void {
  const request = async (_: string, __: object, work: () => void) => (isFree ? work() : never);
  vi.stubGlobal('navigator', { locks: { request } });
}

/** Waits on, asking again whenever it may, and says when that was over. */
function waitOn(isTold: boolean, changed = () => never) {
  const wait = new LeaseWait(DEADLINE, isTold);
  const state = { isOver: false, rounds: 0 };
  const run = async () => {
    while (!(await wait.until('lock', changed()))) state.rounds++;
    state.isOver = true;
  };
  void run();
  return state;
}

test('for a holder that has gone it waits a second, though it asks again meanwhile', async () => {
  stubLocks(true);
  const state = waitOn(false);
  await vi.advanceTimersByTimeAsync(990);
  expect(state.isOver).toBe(false);
  expect(state.rounds).toBeGreaterThan(2);
  await vi.advanceTimersByTimeAsync(10);
  expect(state.isOver).toBe(true);
});

test('changes of the key do not prolong the wait for a holder that has gone', async () => {
  stubLocks(true);
  const state = waitOn(true, () => new Promise((resolve) => setTimeout(resolve, 300)));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(state.isOver).toBe(true);
});

test.each([true, false])('it waits for the deadline in all, with locks: %s', async (hasLocks) => {
  if (hasLocks) stubLocks(false);
  const state = waitOn(false);
  await vi.advanceTimersByTimeAsync(DEADLINE - 10);
  expect(state.isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  expect(state.isOver).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
