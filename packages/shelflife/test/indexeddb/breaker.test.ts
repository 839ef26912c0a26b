/** The breaker alone: when it opens, when it asks, when it closes. */
import { CacheError } from 'shelflife';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Breaker } from '../../src/stores/indexeddb/breaker.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A breaker on a database that is dead or alive, with a record of what it does. */
function watched() {
  const done: string[] = [];
  const state = { isDead: true, done };
  const probe = async () => {
    done.push('probe');
    if (state.isDead) throw new CacheError('timeout', 'dead');
  };
  const one = new Breaker(probe, {
    degraded: ({ message }) => done.push(`opened: ${message}`),
    restored: () => done.push('closed'),
  });
  return {
    trip: (cause: CacheError) => one.trip(cause),
    suspect: () => one.suspect(),
    end: () => one.end(),
    state,
    done,
    isOpen: () => one.isOpen,
  };
}

test('opens once, and reports why', () => {
  const { trip, isOpen, done } = watched();
  expect(isOpen()).toBe(false);
  trip(new CacheError('timeout', 'no answer'));
  trip(new CacheError('timeout', 'no answer either'));
  expect(isOpen()).toBe(true);
  expect(done).toEqual(['opened: no answer']);
});

test('while open, probes at growing intervals, and closes at the first answer', async () => {
  const { trip, isOpen, done, state } = watched();
  trip(new CacheError('timeout', 'no answer'));
  done.length = 0;
  await vi.advanceTimersByTimeAsync(999);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['probe']);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(done.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(done.length).toBe(2);
  state.isDead = false;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(done).toEqual(['probe', 'probe', 'probe', 'closed']);
  expect(isOpen()).toBe(false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(done.length).toBe(4);
});

test('never waits longer than a minute between probes', async () => {
  const { trip, done } = watched();
  trip(new CacheError('timeout', 'no answer'));
  await vi.advanceTimersByTimeAsync(600_000);
  done.length = 0;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(done).toEqual(['probe', 'probe']);
});

test('on suspicion, opens only if the probe fails too', async () => {
  const { suspect, isOpen, done, state } = watched();
  state.isDead = false;
  await suspect();
  expect(isOpen()).toBe(false);
  expect(done).toEqual(['probe']);
  state.isDead = true;
  await suspect();
  expect(isOpen()).toBe(true);
  expect(done).toEqual(['probe', 'probe', 'opened: dead']);
});

test('many suspicions at once trigger one probe, and none while it is open', async () => {
  const { suspect, done } = watched();
  await Promise.all([suspect(), suspect(), suspect()]);
  await suspect();
  expect(done).toEqual(['probe', 'opened: dead']);
});

test('sends no probe after its end', async () => {
  const { trip, end, isOpen, done } = watched();
  trip(new CacheError('timeout', 'no answer'));
  end();
  expect(isOpen()).toBe(false);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(done).toEqual(['opened: no answer']);
});

test('an answer to a probe that comes after its end reports nothing', async () => {
  let answer = () => {};
  const closed = vi.fn();
  const probe = () =>
    new Promise<void>((resolve) => {
      answer = resolve;
    });
  const one = new Breaker(probe, { degraded() {}, restored: closed });
  one.trip(new CacheError('timeout', 'no answer'));
  await vi.advanceTimersByTimeAsync(1_000);
  one.end();
  answer();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(closed).not.toHaveBeenCalled();
});

test('a probe that fails after its end does not open it, and no other probe follows', async () => {
  let fail = (_: CacheError) => {};
  const probe = vi.fn(
    () =>
      new Promise<void>((_, reject) => {
        fail = reject;
      }),
  );
  const opened = vi.fn();
  const one = new Breaker(probe, { degraded: opened, restored() {} });
  const suspicion = one.suspect();
  one.end();
  fail(new CacheError('timeout', 'too late'));
  await suspicion;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened).not.toHaveBeenCalled();
  expect([one.isOpen, probe.mock.calls.length]).toEqual([false, 1]);
});

test('calls that fail after its end neither trigger a probe nor open it', async () => {
  const { suspect, trip, end, isOpen, done } = watched();
  end();
  await suspect();
  trip(new CacheError('timeout', 'late'));
  await vi.advanceTimersByTimeAsync(600_000);
  expect([isOpen(), done]).toEqual([false, []]);
});
