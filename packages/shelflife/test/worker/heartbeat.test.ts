/** When a worker is taken for dead: by what is under way, and what it has sent. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../../src/worker/heartbeat.js';

const DEADLINE = 4_000;
/** The second checks of both phases. */
const CHECKS = 100;

let heard: string[];
let heartbeat: Heartbeat;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  heard = [];
  heartbeat = new Heartbeat(
    () => heard.push('ping'),
    (deadline) => heard.push(`dead after ${deadline}`),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

test('a silent worker is pinged after half the deadline, and dead at the deadline', async () => {
  heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  await vi.advanceTimersByTimeAsync(DEADLINE / 2 - 1);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(CHECKS);
  expect(heard).toEqual(['ping']);
  await vi.advanceTimersByTimeAsync(DEADLINE / 2 - CHECKS);
  expect(heard).toEqual(['ping']);
  await vi.advanceTimersByTimeAsync(CHECKS);
  expect(heard).toEqual(['ping', 'dead after 4000']);
});

test('calls that are made meanwhile do not put it off', async () => {
  heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  for (let n = 0; n < 10; n++) {
    await vi.advanceTimersByTimeAsync((DEADLINE + CHECKS) / 10);
    heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  }
  expect(heard).toEqual(['ping', 'dead after 4000']);
});

test('each message is a sign of life', async () => {
  heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  for (let n = 0; n < 10; n++) {
    await vi.advanceTimersByTimeAsync(DEADLINE - CHECKS);
    heartbeat.heard();
  }
  expect(heard).toEqual(Array(10).fill('ping'));
});

test('a worker has time to read what took long to send', async () => {
  const end = heartbeat.watch({ deadline: DEADLINE, sendTime: 200 });
  heartbeat.watch({ deadline: DEADLINE, sendTime: 50 });
  await vi.advanceTimersByTimeAsync(DEADLINE + 9_000);
  expect(heard).toEqual(['ping']);
  end();
  heartbeat.heard();
  await vi.advanceTimersByTimeAsync(DEADLINE + 1_000);
  expect(heard).toEqual(['ping', 'ping']);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(heard).toEqual(['ping', 'ping', 'dead after 4000']);
});

test('a short deadline still leaves a second to answer a ping', async () => {
  heartbeat.watch({ deadline: 200, sendTime: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(heard).toEqual(['ping']);
  await vi.advanceTimersByTimeAsync(200);
  expect(heard).toEqual(['ping', 'dead after 200']);
});

test('the shortest deadline of the calls under way counts', async () => {
  heartbeat.watch({ deadline: 60_000, sendTime: 0 });
  const end = heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  await vi.advanceTimersByTimeAsync(DEADLINE / 2 + CHECKS);
  expect(heard).toEqual(['ping']);
  end();
  heartbeat.heard();
  await vi.advanceTimersByTimeAsync(2 * DEADLINE);
  expect(heard).toEqual(['ping', 'ping']);
});

test('nothing is expected of a worker without calls under way', async () => {
  const end = heartbeat.watch({ deadline: DEADLINE, sendTime: 0 });
  heartbeat.heard();
  end();
  heartbeat.heard();
  await vi.advanceTimersByTimeAsync(5 * DEADLINE);
  expect(heard).toEqual([]);
});
