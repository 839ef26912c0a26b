/** What each failure of a batch leads to, on a connection that is told how to fail. */
import {
  CacheError,
  type CacheErrorCode,
  type Operation,
  type Outcome,
  type StoreSettings,
} from 'shelflife';
import { expect, test, vi } from 'vitest';
import { BatchRunner } from '../../src/stores/indexeddb/batch-runner.js';

const set = (key: string): Operation => ({ type: 'set', key, value: 1, expires: Infinity });
const done: Outcome[] = [{ hit: false }];

/** Uses of the database go as said, in turn: with a code they fail. The last goes on for ever. */
function scripted(...turns: ('done' | CacheErrorCode)[]) {
  let uses = 0;
  const use = async <T>() => {
    const turn = turns[Math.min(uses++, turns.length - 1)]!;
    if (turn !== 'done') throw new CacheError(turn, `turn ${uses}`);
    return done as T;
  };
  const ignore = () => {};
  const settings: StoreSettings = {
    name: 'n',
    durability: 'relaxed',
    deadline: 1000,
    maxEntries: Infinity,
    maxBytes: Infinity,
    cullFrequency: 3,
    now: () => 0,
    listener: { changed: ignore, failed: ignore, degraded: ignore, restored: ignore },
  };
  const membership = { use, broadcast: ignore, wrote: ignore, timestamp: () => 0 };
  const runner = new BatchRunner(settings, membership);
  const execute = (...operations: Operation[]) =>
    runner.execute({ now: 0, operations }).then(
      (outcomes) => outcomes.map(({ error }) => error?.code ?? 'done').join(),
      ({ code }: CacheError) => `rejected: ${code}`,
    );
  return { execute, uses: () => uses };
}

test('on a full disk it evicts, and tries once more', async () => {
  const { execute, uses } = scripted('capacity', 'done', 'done');
  expect(await execute(set('a'))).toBe('done');
  expect(uses()).toBe(3);
});

test('what did not help is not tried again for a while', async () => {
  const { execute, uses } = scripted('capacity');
  expect(await execute(set('a'))).toBe('capacity');
  const first = uses();
  expect(await execute(set('a'))).toBe('capacity');
  const second = uses() - first;
  expect(second).toBeLessThan(first);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_001);
  expect(await execute(set('a'))).toBe('capacity');
  expect(uses() - first - second).toBe(first);
  vi.restoreAllMocks();
});

test.each(['connection', 'timeout', 'outcome-unknown', 'unavailable'] as const)(
  '%s is nobody’s fault: the batch fails as a whole, nothing is evicted or searched',
  async (code) => {
    const { execute, uses } = scripted(code);
    expect(await execute(set('a'), set('b'))).toBe(`rejected: ${code}`);
    expect(uses()).toBe(1);
  },
);

test('an unnamed failure is searched for a culprit, and evicts nothing', async () => {
  const { execute, uses } = scripted('unknown', 'done');
  expect(await execute(set('a'))).toBe('unknown');
  expect(uses()).toBe(2);
});

test('reads are not searched', async () => {
  const { execute, uses } = scripted('unknown');
  expect(await execute({ type: 'get', key: 'a' })).toBe('rejected: unknown');
  expect(uses()).toBe(1);
});
