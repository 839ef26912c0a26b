/** When the devtools read: one read at a time, and seldom where reads are slow. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Reader } from '../../src/devtools/watch/reader.js';

const READ_MS = 100;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A reader whose reads take a while, and how many have begun. */
function slowReader() {
  const begun = { reads: 0 };
  const reader = new Reader(async () => {
    begun.reads++;
    await new Promise((resolve) => setTimeout(resolve, READ_MS));
  });
  return { reader, begun };
}

test('after a read it pauses for four times as long, however much changes', async () => {
  const { reader, begun } = slowReader();
  reader.start();
  await vi.advanceTimersByTimeAsync(50);
  expect(begun.reads).toBe(1);
  for (let n = 0; n < 48; n++) {
    reader.request();
    await vi.advanceTimersByTimeAsync(10);
  }
  // The read ended at 130, and it is 530 now.
  expect(begun.reads).toBe(2);
});

test('reads at once if asked to, and not again for what was requested before', async () => {
  const { reader, begun } = slowReader();
  reader.start();
  const both = Promise.all([reader.now(), reader.now()]);
  await vi.advanceTimersByTimeAsync(READ_MS);
  await both;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun.reads).toBe(1);
});

test('a call during a read waits for another read', async () => {
  const { reader, begun } = slowReader();
  reader.now();
  await vi.advanceTimersByTimeAsync(10);
  const done = reader.now();
  await vi.advanceTimersByTimeAsync(2 * READ_MS);
  await done;
  expect(begun.reads).toBe(2);
});

test('reads nothing while it is stopped, and what was requested afterwards', async () => {
  const { reader, begun } = slowReader();
  reader.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun.reads).toBe(0);
  reader.start();
  await vi.advanceTimersByTimeAsync(50);
  expect(begun.reads).toBe(1);
});
