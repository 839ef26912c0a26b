/** Caches with tiers, whatever is asked of them in whatever order, against a model and against none. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { expect, test } from 'vitest';
import { Clock } from '../../src/testing/fixture.js';
import { controlledStore } from '../support/controlled-store.js';

const KEYS = ['a', 'b', 'c', 'd'];
const VERSIONS = [1, 2];

const call = fc.record({
  method: fc.constantFrom(
    ...(['get', 'get', 'getMany', 'has', 'ttl', 'set', 'set', 'add', 'incr', 'touch'] as const),
    ...(['delete', 'setMany', 'incrVersion', 'getOrSet', 'clear'] as const),
  ),
  key: fc.constantFrom(...KEYS),
  version: fc.constantFrom(...VERSIONS),
  value: fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constant('text')),
  seconds: fc.oneof(fc.constantFrom(null, 0, 30), fc.integer({ min: 1, max: 40 })),
});

type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

/** Calls of one tick, seconds after those before. */
const burst = fc.record({
  seconds: fc.oneof(fc.constantFrom(0, 0, 1, -1, -30, 61), fc.integer({ min: 0, max: 20 })),
  calls: fc.array(call, { minLength: 1, maxLength: 6 }),
});

/** What a call answers, in words that the model can say as well. */
async function ask(cache: UntypedCache, given: Call): Promise<unknown> {
  const { method, key, version, value, seconds } = given;
  const options = { timeout: seconds, version };
  switch (method) {
    case 'get':
      return cache.get(key, 'miss', { version });
    case 'getMany':
      return { ...(await cache.getMany(KEYS, { version })) };
    case 'has':
    case 'ttl':
    case 'delete':
      return cache[method](key, { version });
    case 'set':
    case 'add':
    case 'getOrSet':
      return cache[method](key, value, options);
    case 'touch':
      return cache.touch(key, options);
    case 'setMany':
      return cache.setMany({ a: value, [key]: value }, options);
    case 'incr':
      return cache.incr(key, 1, { version }).catch(({ code }) => code);
    case 'incrVersion':
      return cache.incrVersion(key, 1, { version }).catch(({ code }) => code);
    case 'clear':
      return cache.clear();
  }
}

/** A drawer of notes: each says what, until when, and when it was put there. */
class Drawer {
  notes = new Map<string, { what: unknown; until: number; dated: number }>();

  answer(given: Call, now: number): unknown {
    const { method, key, version, value, seconds } = given;
    const place = `${version} ${key}`;
    const until = seconds === null ? Infinity : now + seconds * 1000;
    const note = this.legible(place, now);
    switch (method) {
      case 'get':
        return note ? note.what : 'miss';
      case 'getMany': {
        const found = KEYS.map((one) => [one, this.legible(`${version} ${one}`, now)] as const);
        return Object.fromEntries(found.flatMap(([one, at]) => (at ? [[one, at.what]] : [])));
      }
      case 'has':
        return note !== undefined;
      case 'ttl':
        if (!note) return undefined;
        return note.until === Infinity ? null : (note.until - now) / 1000;
      case 'set':
        return this.put(place, value, until, now);
      case 'setMany':
        this.put(`${version} a`, value, until, now);
        this.put(place, value, until, now);
        return [];
      case 'add':
        if (!note) this.put(place, value, until, now);
        return !note;
      case 'getOrSet':
        if (!note) this.put(place, value, until, now);
        return note ? note.what : value;
      case 'touch':
        if (note) this.put(place, note.what, until, now);
        return note !== undefined;
      case 'delete':
        this.notes.delete(place);
        return note !== undefined;
      case 'clear':
        return this.notes.clear();
      case 'incr':
        if (!note) return 'key-not-found';
        if (typeof note.what !== 'number') return 'invalid-argument';
        this.put(place, note.what + 1, note.until, now);
        return note.what + 1;
      case 'incrVersion':
        if (!note) return 'key-not-found';
        this.notes.delete(place);
        this.put(`${version + 1} ${key}`, note.what, note.until, now);
        return version + 1;
    }
  }

  /** Whether some note can be read then that can't be now: the store may have thrown it away. */
  revives(now: number, then: number): boolean {
    return [...this.notes.keys()].some(
      (place) => this.legible(place, then) && !this.legible(place, now),
    );
  }

  private legible(place: string, now: number) {
    const note = this.notes.get(place);
    return note && note.until > now && note.dated - now <= 60_000 ? note : undefined;
  }

  private put(place: string, what: unknown, until: number, now: number): void {
    if (until > now) this.notes.set(place, { what, until, dated: now });
    else this.notes.delete(place);
  }
}

/** All that a cache has under the keys. */
async function read(cache: UntypedCache): Promise<unknown[]> {
  const places = KEYS.flatMap((key) => VERSIONS.map((version) => ({ key, version })));
  const reads = places.map(async ({ key, version }) => [
    await cache.get(key, 'miss', { version }),
    await cache.ttl(key, { version }),
  ]);
  return Promise.all(reads);
}

let runs = 0;

const BOUNDS = { 'a roomy tier': {}, 'a small tier': { memory: { maxEntries: 2, maxAge: 15 } } };

for (const [what, options] of Object.entries(BOUNDS)) {
  test(`two caches on a name do what one model does, with ${what}`, async () => {
    const plan = fc.array(fc.record({ who: fc.nat(1), burst }), { maxLength: 25 });
    const property = fc.asyncProperty(plan, async (steps) => {
      const clock = new Clock();
      const drawer = new Drawer();
      const shared = { name: `model ${++runs}`, store: indexedDBStore(), now: clock.read };
      const caches = [
        createCache({ ...shared, ...options }),
        createCache({ ...shared, ...options }),
      ];
      for (const { who, burst } of steps) {
        if (!drawer.revives(clock.now, clock.now + burst.seconds * 1000))
          clock.advance(burst.seconds);
        // A loader waits for a read of its own: among other calls of its tick its place is not fixed.
        const calls = burst.calls.filter(
          ({ method }) => burst.calls.length === 1 || method !== 'getOrSet',
        );
        const answers = await Promise.all(calls.map((one) => ask(caches[who]!, one)));
        expect(answers).toEqual(calls.map((one) => drawer.answer(one, clock.now)));
        const stored = read(caches[1 - who]!);
        expect(await read(caches[who]!)).toEqual(await stored);
      }
      for (const cache of caches) await cache.destroy();
    });
    await fc.assert(property, { numRuns: 120 });
  }, 60_000);

  test(`two caches that write at once agree afterwards with a third, with ${what}`, async () => {
    const plan = fc.array(fc.tuple(burst, burst), { maxLength: 15 });
    const property = fc.asyncProperty(plan, async (steps) => {
      const clock = new Clock();
      const shared = { name: `agree ${++runs}`, store: indexedDBStore(), now: clock.read };
      const caches = [
        createCache({ ...shared, ...options }),
        createCache({ ...shared, ...options }),
      ];
      const truth = createCache({ ...shared, memory: false });
      for (const bursts of steps) {
        clock.advance(bursts[0].seconds);
        await Promise.all(
          bursts.flatMap(({ calls }, who) => calls.map((one) => ask(caches[who]!, one))),
        );
        const stored = await read(truth);
        for (const cache of caches) expect(await read(cache)).toEqual(stored);
      }
      for (const cache of [...caches, truth]) await cache.destroy();
    });
    await fc.assert(property, { numRuns: 120 });
  }, 60_000);
}

const MANY = Array.from({ length: 40 }, (_, n) => `k${n}`);

test('over ten thousand operations a tier changes no answer and keeps its bounds', async () => {
  const one = call.chain((given) => fc.constantFrom(...MANY).map((key) => ({ ...given, key })));
  const bursts = fc.array(
    fc.record({
      seconds: fc.constantFrom(0, 0, 0, 1, 5, 40),
      calls: fc.array(one, { minLength: 4, maxLength: 4 }),
    }),
    { minLength: 250, maxLength: 250, size: 'max' },
  );
  let operations = 0;
  const property = fc.asyncProperty(bursts, async (steps) => {
    const { open, clock } = controlledStore();
    const bare = controlledStore({ now: clock.read, memory: false }).open();
    const tiered = open({ memory: { maxEntries: 10, maxAge: 25 } });
    for (const { seconds, calls } of steps) {
      clock.advance(seconds);
      operations += calls.length;
      const answers = await Promise.all(calls.map((given) => ask(tiered.cache, given)));
      expect(answers).toEqual(await Promise.all(calls.map((given) => ask(bare.cache, given))));
    }
    // Nothing more is held from here on: what the store is not asked for was held before.
    tiered.isCoherent = false;
    const places = MANY.flatMap((key) => [1, 2, 3].map((version) => [key, version] as const));
    const asked = await tiered.asked(() =>
      Promise.all(places.map(([key, version]) => tiered.cache.has(key, { version }))),
    );
    expect(places.length - asked).toBeLessThanOrEqual(10);
  });
  await fc.assert(property, { numRuns: 12 });
  expect(operations).toBeGreaterThanOrEqual(10_000);
}, 60_000);
