/** `apply()` against a model that shares no code with it, and the stores against each other. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { createCache, indexedDBStore, memoryStore, type Store } from 'shelflife';
import { expect, test } from 'vitest';
import { apply } from '../../src/model/apply.js';
import type { EntryView } from '../../src/model/entry-view.js';
import type { Lease } from '../../src/model/lease.js';
import type { Entry } from '../../src/model/operation.js';
import { inWords, KEYS, key, Model, step, tick, value } from '../support/apply-model.js';

const START = 1_750_000_000_000;

/** What lies under the keys: entries and leases. */
class Shelf implements EntryView {
  readonly entries = new Map<string, Entry>();
  readonly leases = new Map<string, Lease>();
  readonly load = (key: string) => this.entries.get(key);
  readonly save = (key: string, entry: Entry) => void this.entries.set(key, entry);
  readonly remove = (key: string) => void this.entries.delete(key);
  readonly loadLease = (key: string) => this.leases.get(key);
  readonly saveLease = (key: string, lease: Lease) => void this.leases.set(key, lease);
  readonly endLease = (key: string) => void this.leases.delete(key);
}

test('apply() does what the model does, whatever the operations and the clock', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const shelf = new Shelf();
      const model = new Model();
      let now = START;
      for (const [at, { tick, make }] of steps.entries()) {
        now += tick;
        const operation = make(now, at);
        const said = inWords(operation, apply(shelf, operation, now));
        expect(said).toEqual(model.do(operation, now));
        for (const name of KEYS) {
          const look = { type: 'get', key: name, stale: true } as const;
          expect(inWords(look, apply(shelf, look, now))).toEqual(model.do(look, now));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('a read changes nothing, and a dead entry is never laid down', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), key, (steps, name) => {
      const shelf = new Shelf();
      let now = START;
      for (const [at, { tick, make }] of steps.entries()) {
        now += tick;
        const operation = make(now, at);
        apply(shelf, operation, now);
        const entry = shelf.entries.get('to' in operation ? operation.to : operation.key);
        if (operation.type === 'set' && entry) expect(entry.expires).toBeGreaterThan(now);
      }
      const before = [[...shelf.entries], [...shelf.leases]];
      for (const type of ['get', 'has'] as const) apply(shelf, { type, key: name }, now);
      expect([[...shelf.entries], [...shelf.leases]]).toEqual(before);
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
