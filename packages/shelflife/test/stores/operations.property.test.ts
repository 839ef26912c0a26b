/** Sessions of the stores against the model of `apply()`, batch by batch, with clears and several loads of a key. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { indexedDBStore, memoryStore } from 'shelflife';
import type { Operation, Outcome } from 'shelflife/store';
import { expect, test } from 'vitest';
import { inWords, KEYS, Model, type Step, step, tick } from '../support/apply-model.js';
import { openSession } from '../support/sessions.js';

const START = 1_750_000_000_000;

/** The keys that a clear removes, by one range each. */
const cleared = fc.constantFrom<readonly string[]>([], [], [], [], ['a'], ['b', 'c'], KEYS);

const rounds = fc.array(
  fc.record({ tick, steps: fc.array(step, { minLength: 4, maxLength: 10 }), cleared }),
  { minLength: 3, maxLength: 8 },
);

type Rounds = typeof rounds extends fc.Arbitrary<infer R> ? R : never;

let names = 0;

/** The operations of each round, numbered through, with its clear. */
function batchesOf(plan: Rounds): { now: number; operations: Operation[] }[] {
  let now = START;
  let at = 0;
  return plan.map(({ tick, steps, cleared }) => {
    now += tick;
    const operations: Operation[] = steps.map(({ make }: Step) => make(now, ++at));
    const ranges = cleared.map((key) => ({ from: key, to: `${key}~` }));
    if (cleared === KEYS) operations.push({ type: 'clear' });
    else if (ranges.length > 0) operations.push({ type: 'clear', ranges });
    return { now, operations };
  });
}

function wordsOf(operations: readonly Operation[], outcomes: readonly Outcome[]): unknown[] {
  return operations.map((one, at) =>
    !('key' in one) ? outcomes[at] : withoutLook(inWords(one, outcomes[at]!)),
  );
}

/** A `set` does not say whether it found an entry where the store has not looked. */
function withoutLook(words: unknown): unknown {
  return words === 'set over one' ? 'set' : words;
}

test('a session of any store does what the model does', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      for (const store of [memoryStore(), indexedDBStore()]) {
        const { session } = openSession(store, `operations ${++names}`);
        const model = new Model();
        for (const [round, { now, operations }] of batchesOf(plan).entries()) {
          const outcomes = await session.execute({ now, operations });
          const expected = operations.map((one) =>
            !('key' in one) ? { hit: false } : withoutLook(model.do(one, now)),
          );
          model.sweepOut(plan[round]!.cleared);
          expect(wordsOf(operations, outcomes)).toEqual(expected);
        }
        await session.close();
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

/** Whether an operation that had this outcome has changed or removed the entry of a key, or ended its lease. */
function ends(operation: Operation, outcome: Outcome, key: string, now: number): boolean {
  const { hit, error, isStored, lease } = outcome;
  if (operation.type === 'clear')
    return !operation.ranges || operation.ranges.some(({ from }) => from === key);
  if (!('key' in operation)) return false;
  if (operation.type === 'move' && operation.to === key) return !error;
  if (operation.key !== key) return false;
  switch (operation.type) {
    case 'set':
    case 'delete':
      return true;
    case 'add':
      return !hit;
    case 'touch':
      return operation.expires <= now;
    case 'incr':
    case 'move':
      return !error;
    case 'fulfil':
      return isStored === true;
    case 'lease':
      return operation.isFresh === true && lease !== undefined;
    default:
      return false;
  }
}

test('no value is ever stored after what ended its token', async () => {
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const { session } = openSession(memoryStore(), `operations ${++names}`);
      /** The tokens that may stand, by key. */
      const standing = new Map<string, Set<string>>(KEYS.map((key) => [key, new Set()]));
      for (const { now, operations } of batchesOf(plan)) {
        const outcomes = await session.execute({ now, operations });
        for (const [at, operation] of operations.entries()) {
          const outcome = outcomes[at]!;
          if (operation.type === 'fulfil' && outcome.isStored) {
            stored++;
            expect([...standing.get(operation.key)!]).toContain(operation.token);
          }
          for (const key of KEYS)
            if (ends(operation, outcome, key, now)) standing.get(key)!.clear();
          if (operation.type === 'lease' && outcome.lease)
            standing.get(operation.key)!.add(outcome.lease.token);
        }
      }
    }),
    { numRuns: 2000 },
  );
  expect(stored).toBeGreaterThan(100);
}, 60_000);
