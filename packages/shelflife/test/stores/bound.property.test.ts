/** The memory store under `maxBytes` against a plain model: a list, walked through each time. */
import fc from 'fast-check';
import { memoryStore } from 'shelflife';
import type { StoreSettings } from 'shelflife/store';
import { expect, test } from 'vitest';

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const MAX_BYTES = 2_000;

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ set: fc.constantFrom(...KEYS), length: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.constantFrom(...KEYS) }) },
  { weight: 2, arbitrary: fc.record({ read: fc.constantFrom(...KEYS) }) },
  { weight: 1, arbitrary: fc.constant({ clear: true }) },
);

interface Kept {
  readonly key: string;
  readonly bytes: number;
}

const sum = (kept: readonly Kept[]) => kept.reduce((total, { bytes }) => total + bytes, 0);

/** What is left of entries whose last one was just written, and how many were removed. */
function culled(kept: Kept[], recent: readonly string[], cullFrequency: number): Kept[] {
  if (sum(kept) <= MAX_BYTES) return kept;
  const young = kept.at(-1)!;
  const target = MAX_BYTES - MAX_BYTES / cullFrequency;
  const old = kept.slice(0, -1);
  const read = recent.flatMap((key) => old.filter((one) => one.key === key));
  const victims = [...old.filter((one) => !read.includes(one)), ...read];
  while (victims.length > 0 && sum([...victims, young]) > target) victims.shift();
  return kept.filter((one) => one === young || victims.includes(one));
}

test('after each write the entries are those of the model, and so is their size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 80 }),
      fc.integer({ min: 1, max: 4 }),
      async (actions, cullFrequency) => {
        const recent: string[] = [];
        let evicted = 0;
        const listener: StoreSettings['listener'] = {
          changed() {},
          failed() {},
          degraded() {},
          restored() {},
          evicted: ({ reason, count }) => {
            evicted += reason === 'bytes' ? count : Number.NaN;
          },
          recent: () => recent,
        };
        const session = memoryStore().open({
          name: 'bounded',
          durability: 'relaxed',
          deadline: 1_000,
          maxEntries: Infinity,
          maxBytes: MAX_BYTES,
          cullFrequency,
          now: () => 0,
          listener,
        });
        let model: Kept[] = [];
        let removed = 0;
        for (const one of actions) {
          if ('set' in one) {
            const { set: key, length } = one;
            const value = 'x'.repeat(length);
            const written = { type: 'set', key, value, expires: Infinity } as const;
            await session.execute({ now: 0, operations: [written] });
            const kept = [
              ...model.filter((other) => other.key !== key),
              { key, bytes: 100 + 2 * length + 2 },
            ];
            model = culled(kept, recent, cullFrequency);
            removed += kept.length - model.length;
          } else if ('read' in one) {
            if (recent.includes(one.read)) recent.splice(recent.indexOf(one.read), 1);
            recent.push(one.read);
          } else if ('remove' in one) {
            await session.execute({ now: 0, operations: [{ type: 'delete', key: one.remove }] });
            model = model.filter(({ key }) => key !== one.remove);
          } else {
            await session.execute({ now: 0, operations: [{ type: 'clear' }] });
            model = [];
          }
          const { keys } = await session.keys(undefined, undefined, 100);
          expect([...keys].sort()).toEqual(model.map(({ key }) => key).sort());
          expect(await session.size!()).toEqual({ entries: model.length, bytes: sum(model) });
          expect(evicted).toBe(removed);
        }
      },
    ),
    { numRuns: 200 },
  );
});
