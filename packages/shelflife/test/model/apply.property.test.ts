/** `apply()` against a model that shares no code with it, and the stores against each other. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { createCache, indexedDBStore, memoryStore, type Store } from 'shelflife';
import { expect, test } from 'vitest';
import { apply, type Entry, type KeyedOperation } from '../../src/model/operation.js';

const START = 1_750_000_000_000;
const KEYS = ['a', 'b', 'c'];

const key = fc.constantFrom(...KEYS);
const value = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, 'text', 0, 1.5, -7, 10n, Number.NaN, { n: 1 }),
  fc.constantFrom<unknown>(2 ** 53 - 1, 1 - 2 ** 53, 2 ** 53, -(2 ** 53), 2n ** 53n),
  fc.integer({ min: -100, max: 100 }),
);
/** How the clock goes on between two operations, in ms: also not at all, and back. */
const tick = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.constantFrom(0, 1, -1, -50, 59_999, 60_000, 60_001, -59_999, -60_000, -60_001, -120_000),
);
const lifetime = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.constantFrom(-Infinity, Infinity, 70_000, 120_000),
);
const delta = fc.constantFrom<number | bigint>(1, -1, 0.5, 10n, -10n, 2 ** 53, Number.MAX_VALUE);

type Step = { readonly tick: number; readonly make: (now: number) => KeyedOperation };

const step: fc.Arbitrary<Step> = fc
  .record({
    tick,
    key,
    to: key,
    value,
    lifetime,
    delta,
    flag: fc.boolean(),
    type: fc.constantFrom<KeyedOperation['type'][]>(
      ...(['get', 'has', 'set', 'add', 'touch', 'incr', 'delete', 'move'] as never[]),
    ),
  })
  .map(({ tick, type, ...given }) => ({
    tick,
    make: (now: number) => operationOf(type as never, now + given.lifetime, given),
  }));

function operationOf(
  type: KeyedOperation['type'],
  expires: number,
  given: { key: string; to: string; value: unknown; delta: number | bigint; flag: boolean },
): KeyedOperation {
  const { key, to, value, delta, flag } = given;
  if (type === 'set') return { type, key, value, expires };
  if (type === 'add') return { type, key, value, expires, read: flag };
  if (type === 'touch') return { type, key, expires };
  if (type === 'incr') return flag ? { type, key, delta: 1, unit: true } : { type, key, delta };
  if (type === 'move') return { type, key, to };
  return { type, key };
}

/** What the documentation says, said once more: a shelf of cards, each with a date and a last day. */
class Model {
  readonly cards = new Map<string, { held: unknown; lastDay: number; dated: number }>();

  at(now: number) {
    return {
      find: (key: string) => {
        const card = this.cards.get(key);
        if (card === undefined) return undefined;
        const isPast = card.lastDay <= now;
        const isFromTheFuture = card.dated - now > 60_000;
        return isPast || isFromTheFuture ? undefined : card;
      },
      lay: (key: string, held: unknown, lastDay: number) => {
        if (lastDay > now) this.cards.set(key, { held, lastDay, dated: now });
        else this.cards.delete(key);
      },
    };
  }

  do(operation: KeyedOperation, now: number): unknown {
    const { find, lay } = this.at(now);
    const card = find(operation.key);
    if (operation.type === 'get') return card ? ['found', card.held, card.lastDay] : 'absent';
    if (operation.type === 'has') return card ? ['found', undefined, card.lastDay] : 'absent';
    if (operation.type === 'delete') {
      this.cards.delete(operation.key);
      return card ? 'there was one' : 'there was none';
    }
    if (operation.type === 'set') {
      lay(operation.key, operation.value, operation.expires);
      return card ? 'set over one' : 'set';
    }
    if (operation.type === 'add') {
      if (card) return ['refused', operation.read ? card.held : 'not asked'];
      lay(operation.key, operation.value, operation.expires);
      return 'added';
    }
    if (card === undefined) return operation.type === 'touch' ? 'absent' : 'not found';
    if (operation.type === 'touch') {
      lay(operation.key, card.held, operation.expires);
      return 'touched';
    }
    if (operation.type === 'move') {
      this.cards.delete(operation.key);
      lay(operation.to, card.held, card.lastDay);
      return 'moved';
    }
    return this.count(operation, card, lay);
  }

  count(
    operation: Extract<KeyedOperation, { type: 'incr' }>,
    card: { held: unknown; lastDay: number },
    lay: (key: string, held: unknown, lastDay: number) => void,
  ): unknown {
    const by = operation.unit && typeof card.held === 'bigint' ? 1n : operation.delta;
    const kinds = `${typeof card.held} ${typeof by}`;
    let total: number | bigint;
    if (kinds === 'bigint bigint') total = (card.held as bigint) + (by as bigint);
    else if (kinds === 'number number') total = (card.held as number) + (by as number);
    else return 'not countable';
    // Doubles beyond 2^53 leave out integers.
    const isExact = (one: unknown) =>
      typeof one === 'bigint' || Number.isSafeInteger(Math.trunc(one as number));
    if (![card.held, by, total].every(isExact)) return 'not countable';
    lay(operation.key, total, card.lastDay);
    return ['counted', total];
  }
}

/** An outcome in the model's words. */
function inWords(operation: KeyedOperation, outcome: ReturnType<typeof apply>): unknown {
  const { hit, value, expires, error } = outcome;
  if (error?.code === 'key-not-found') return hit ? 'found, and not' : 'not found';
  if (error) return hit ? 'not countable' : 'absent, and not countable';
  switch (operation.type) {
    case 'get':
    case 'has':
      return hit ? ['found', value, expires] : 'absent';
    case 'delete':
      return hit ? 'there was one' : 'there was none';
    case 'set':
      return hit ? 'set over one' : 'set';
    case 'add':
      return hit ? ['refused', 'value' in outcome ? value : 'not asked'] : 'added';
    case 'touch':
      return hit ? 'touched' : 'absent';
    case 'incr':
      return hit ? ['counted', value] : 'absent, and counted';
    case 'move':
      return hit ? 'moved' : 'absent, and moved';
  }
}

function viewOf(entries: Map<string, Entry>) {
  return {
    load: (key: string) => entries.get(key),
    save: (key: string, entry: Entry) => void entries.set(key, entry),
    remove: (key: string) => void entries.delete(key),
  };
}

test('apply() does what the model does, whatever the operations and the clock', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const entries = new Map<string, Entry>();
      const model = new Model();
      let now = START;
      for (const { tick, make } of steps) {
        now += tick;
        const operation = make(now);
        const said = inWords(operation, apply(viewOf(entries), operation, now));
        expect(said).toEqual(model.do(operation, now));
        for (const name of KEYS) {
          const seen = inWords({ type: 'get', key: name }, peek(entries, name, now));
          expect(seen).toEqual(model.do({ type: 'get', key: name }, now));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

function peek(entries: Map<string, Entry>, key: string, now: number) {
  return apply(viewOf(entries), { type: 'get', key }, now);
}

test('a read changes nothing, and a dead entry is never laid down', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), key, (steps, name) => {
      const entries = new Map<string, Entry>();
      let now = START;
      for (const { tick, make } of steps) {
        now += tick;
        const operation = make(now);
        apply(viewOf(entries), operation, now);
        const entry = entries.get('to' in operation ? operation.to : operation.key);
        if (operation.type === 'set' && entry) expect(entry.expires).toBeGreaterThan(now);
      }
      const before = [...entries];
      for (const type of ['get', 'has'] as const) apply(viewOf(entries), { type, key: name }, now);
      expect([...entries]).toEqual(before);
    }),
  );
});

/** Calls on a cache, as the stores are asked in parallel. */
const call = fc.record({
  method: fc.constantFrom(
    'get',
    'has',
    'set',
    'add',
    'touch',
    'incr',
    'delete',
    'incrVersion',
    'getMany',
    'setMany',
    'deleteMany',
    'ttl',
    'clear',
    'getOrSet',
  ),
  key,
  value,
  version: fc.constantFrom(1, 2),
  timeout: fc.oneof(fc.constantFrom(0, null, 0.01, 0.05, 90), fc.integer({ min: 1, max: 100 })),
  namespace: fc.constantFrom('', 'ns'),
});

type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

/** Calls of one tick, and how far the clock goes on before them. */
const rounds = fc.array(
  fc.record({ tick, calls: fc.array(call, { minLength: 1, maxLength: 8 }) }),
  { maxLength: 8 },
);

function make(cache: ReturnType<typeof createCache>, given: Call): Promise<unknown> {
  const { method, key, value, version, timeout, namespace } = given;
  const view = namespace ? cache.namespace(namespace) : cache;
  const other = key === 'a' ? 'b' : 'a';
  switch (method) {
    case 'set':
    case 'add':
      return view[method](key, value, { timeout, version });
    case 'getOrSet':
      return view.getOrSet(key, value, { timeout, version });
    case 'touch':
      return view.touch(key, { timeout, version });
    case 'setMany':
      return view.setMany({ [key]: value, [other]: 1 }, { timeout, version });
    case 'getMany':
    case 'deleteMany':
      return view[method]([key, other], { version });
    case 'incr':
    case 'incrVersion':
      return view[method](key, 1, { version });
    case 'clear':
      return view.clear();
    case 'get':
      return view.get(key, 'default', { version });
    default:
      return view[method as 'has' | 'delete' | 'ttl'](key, { version });
  }
}

let runs = 0;

async function protocolOf(store: Store, plan: { tick: number; calls: Call[] }[]) {
  let now = START;
  const cache = createCache({ name: `property ${++runs}`, store, now: () => now });
  const protocol: unknown[] = [];
  for (const { tick, calls } of plan) {
    now += tick;
    const settled = await Promise.allSettled(calls.map((one) => make(cache, one)));
    protocol.push(
      settled.map((one) => (one.status === 'fulfilled' ? one.value : told(one.reason))),
    );
    const entries = [];
    for await (const entry of cache.entries({ all: true })) entries.push(entry);
    protocol.push(entries.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  }
  await cache.destroy();
  return protocol;
}

const keyOf = (entry: { key: string; version: number; keyPrefix: string }) =>
  `${entry.keyPrefix} ${entry.version} ${entry.key}`;

const told = ({ name, code, key, message }: Record<string, unknown>) => ({
  name,
  code,
  key,
  message,
});

test('memory and IndexedDB agree on every answer, error and entry', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      const memory = await protocolOf(memoryStore(), plan);
      expect(await protocolOf(indexedDBStore(), plan)).toEqual(memory);
    }),
    { numRuns: 150 },
  );
}, 60_000);
