/** IndexedDB agrees with a model, bodies on the disk included, whatever two caches do in whatever order. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { expect, test } from 'vitest';
import { databaseName } from '../../src/stores/indexeddb/schema.js';
import { all } from '../../src/testing/fixture.js';

const KEYS = ['a', 'b', 'c'];

/** Values by their sizes on the disk, each one different. */
const VALUES: Record<string, (serial: number) => unknown> = {
  number: (serial) => serial,
  text: (serial) => `${serial} `.padEnd(33_000),
  object: (serial) => ({ serial, padding: 'p'.repeat(33_000) }),
  map: (serial) => new Map([[serial, 'm'.repeat(33_000)]]),
  binary: (serial) => new Uint8Array(33_000).fill(serial),
  unstorable: () => Symbol('refused'),
};

const call = fc.record({
  method: fc.constantFrom(
    ...(['set', 'set', 'set', 'setMany', 'setMany', 'add', 'getOrSet', 'get', 'getMany'] as const),
    ...(['incr', 'touch', 'delete', 'deleteMany', 'incrVersion', 'clear'] as const),
  ),
  isNested: fc.boolean(),
  version: fc.constantFrom(1, 2),
  key: fc.constantFrom(...KEYS),
  kind: fc.constantFrom(...Object.keys(VALUES)),
  timeout: fc.constantFrom(null, null, null, 0),
  pause: fc.constantFrom('none', 'none', 'microtask', 'task'),
});

type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

/** Calls of one cache. The other one waits until all of them are answered. */
const burst = fc.record({
  isOther: fc.boolean(),
  calls: fc.array(call, { minLength: 1, maxLength: 10 }),
});

/** What a call answers; for what is no answer, the code of its error. */
function ask(cache: UntypedCache, given: Call, value: unknown): Promise<unknown> {
  const { method, version, key, timeout } = given;
  const view = given.isNested ? cache.namespace('n') : cache;
  const options = { timeout, version };
  const ways: Record<Call['method'], () => Promise<unknown>> = {
    get: () => view.get(key, 'miss', { version }),
    getMany: () => view.getMany(KEYS, { version }),
    set: () => view.set(key, value, options),
    setMany: () => view.setMany({ a: 1, [key]: value }, options),
    add: () => view.add(key, value, options),
    getOrSet: () => view.getOrSet(key, value, options),
    incr: () => view.incr(key, undefined, { version }),
    touch: () => view.touch(key, options),
    delete: () => view.delete(key, { version }),
    deleteMany: () => view.deleteMany(KEYS, { version }),
    incrVersion: () => view.incrVersion(key, 1, { version }),
    clear: () => (given.isNested ? view.clear() : Promise.resolve()),
  };
  return ways[method]().catch(({ code }) => code);
}

/** Pages of a notebook, by the keys that are stored. */
class Notebook {
  readonly pages = new Map<string, unknown>();

  answer(given: Call, value: unknown): unknown {
    const { method, isNested, version, key, timeout } = given;
    const at = (name: string, edition: number = version) =>
      `${isNested ? 'n' : ''}:${edition}:${name}`;
    const page = at(key);
    const isThere = this.pages.has(page);
    const was = this.pages.get(page);
    switch (method) {
      case 'get':
        return isThere ? was : 'miss';
      case 'getMany':
        return Object.fromEntries(
          KEYS.flatMap((name) =>
            this.pages.has(at(name)) ? [[name, this.pages.get(at(name))]] : [],
          ),
        );
      case 'set':
        return this.write(page, value, timeout) ? undefined : 'data';
      case 'setMany':
        if (key !== 'a') this.write(at('a'), 1, timeout);
        return this.write(page, value, timeout) ? [] : [key];
      case 'add':
        if (typeof value === 'symbol') return 'data';
        if (!isThere) this.write(page, value, timeout);
        return !isThere;
      case 'getOrSet':
        if (isThere) return was;
        if (typeof value === 'symbol') return 'data';
        this.write(page, value, timeout);
        return value;
      case 'incr':
        if (!isThere) return 'key-not-found';
        if (typeof was !== 'number') return 'invalid-argument';
        this.pages.set(page, was + 1);
        return was + 1;
      case 'touch':
        if (timeout === 0) this.pages.delete(page);
        return isThere;
      case 'delete':
        return this.pages.delete(page);
      case 'deleteMany':
        return KEYS.filter((name) => this.pages.delete(at(name))).length;
      case 'incrVersion':
        if (!isThere) return 'key-not-found';
        this.pages.delete(page);
        this.pages.set(at(key, version + 1), was);
        return version + 1;
      case 'clear':
        if (isNested)
          for (const one of this.pages.keys()) if (one[0] === 'n') this.pages.delete(one);
        return undefined;
    }
  }

  /** A value that is refused leaves no older one. */
  write(page: string, value: unknown, timeout: number | null): boolean {
    const isStorable = typeof value !== 'symbol';
    if (isStorable && timeout === null) this.pages.set(page, value);
    else this.pages.delete(page);
    return isStorable;
  }
}

async function paused(pause: Call['pause']): Promise<void> {
  if (pause === 'microtask') await Promise.resolve();
  if (pause === 'task') await new Promise((resolve) => setImmediate(resolve));
}

async function keysOnDisk(name: string) {
  const db = await openDB(databaseName(name));
  const [entries, bodies] = [await db.getAllKeys('entries'), await db.getAllKeys('bodies')];
  db.close();
  return { entries, bodies };
}

/** A value without its padding, which takes long to compare. */
function brief(value: unknown): unknown {
  if (typeof value === 'string') return [value.trim(), value.length];
  if (value instanceof Uint8Array) return [value[0], value.length];
  if (value instanceof Map) return ['a Map', brief(Object.fromEntries(value))];
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([name, part]) => [name, brief(part)]);
}

const isLarge = (value: unknown) => typeof value === 'object' || typeof value === 'string';

let names = 0;

test.each([
  ['with memory', {}],
  ['without memory', { memory: false }],
  ['queued', { acknowledge: 'queued' }],
] as const)('the database holds what the model does, %s', async (_how, options) => {
  await fc.assert(
    fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 5 }), async (bursts) => {
      const name = `bodies ${++names}`;
      const settings = { name, timeout: null, store: indexedDBStore(), ...options };
      const [cache, other] = [createCache(settings), createCache(settings)];
      const notebook = new Notebook();
      let serial = 0;
      for (const { isOther, calls } of bursts) {
        const answers: Promise<unknown>[] = [];
        const expected: unknown[] = [];
        for (const one of calls) {
          const value = VALUES[one.kind]!(++serial);
          answers.push(ask(isOther ? other : cache, one, value));
          expected.push(notebook.answer(one, value));
          await paused(one.pause);
        }
        const answered = await Promise.all(answers);
        await (isOther ? other : cache).flush().catch(() => {});
        expect(brief(answered)).toEqual(brief(expected));
      }
      const held = await all(cache.entries({ all: true }));
      const found = held.map(({ keyPrefix, version, key, value }) => [
        `${keyPrefix}:${version}:${key}`,
        value,
      ]);
      const { pages } = notebook;
      const sorted = new Map([...pages].sort());
      expect(brief(Object.fromEntries(found.sort()))).toEqual(brief(Object.fromEntries(sorted)));
      const large = [...sorted.keys()].filter((page) => isLarge(pages.get(page)));
      expect(await keysOnDisk(name)).toEqual({
        entries: [...sorted.keys()],
        bodies: large,
      });
      await Promise.all([cache.close(), other.close()]);
    }),
    { numRuns: 50 },
  );
});
