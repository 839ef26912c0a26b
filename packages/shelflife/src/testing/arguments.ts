/** Wrong arguments are TypeErrors, as rejections, and change nothing. */
import type { UntypedCache } from '../index.js';
import { all, type Check, type FoundError, failureOf } from './fixture.js';

type Call = (cache: UntypedCache, key: never) => unknown;

/** Every method that takes a key, called with one. */
const BY_KEY: Readonly<Record<string, Call>> = {
  get: (cache, key) => cache.get(key),
  getEntry: (cache, key) => cache.getEntry(key),
  set: (cache, key) => cache.set(key, 1),
  add: (cache, key) => cache.add(key, 1),
  getOrSet: (cache, key) => cache.getOrSet(key, () => 1),
  touch: (cache, key) => cache.touch(key),
  incr: (cache, key) => cache.incr(key),
  decr: (cache, key) => cache.decr(key),
  has: (cache, key) => cache.has(key),
  delete: (cache, key) => cache.delete(key),
  getMany: (cache, key) => cache.getMany(['good', key]),
  setMany: (cache, key) =>
    cache.setMany([
      ['good', 1],
      [key, 1],
    ]),
  deleteMany: (cache, key) => cache.deleteMany(['kept', key]),
  incrVersion: (cache, key) => cache.incrVersion(key),
  decrVersion: (cache, key) => cache.decrVersion(key),
  ttl: (cache, key) => cache.ttl(key),
  preload: (cache, key) => cache.preload(['good', key]),
};

/** Every method that takes options, called with options. */
const BY_OPTIONS: Readonly<Record<string, Call>> = {
  get: (cache, options) => cache.get('k', 0, options),
  getEntry: (cache, options) => cache.getEntry('k', options),
  set: (cache, options) => cache.set('k', 1, options),
  add: (cache, options) => cache.add('new', 1, options),
  getOrSet: (cache, options) => cache.getOrSet('new', () => 1, options),
  touch: (cache, options) => cache.touch('k', options),
  incr: (cache, options) => cache.incr('k', 1, options),
  decr: (cache, options) => cache.decr('k', 1, options),
  has: (cache, options) => cache.has('k', options),
  delete: (cache, options) => cache.delete('k', options),
  getMany: (cache, options) => cache.getMany(['k'], options),
  setMany: (cache, options) => cache.setMany({ k: 1, new: 1 }, options),
  deleteMany: (cache, options) => cache.deleteMany(['k'], options),
  incrVersion: (cache, options) => cache.incrVersion('k', 1, options),
  decrVersion: (cache, options) => cache.decrVersion('k', 1, options),
  ttl: (cache, options) => cache.ttl('k', options),
  preload: (cache, options) => cache.preload(['k'], options),
  'preload of a view': (cache, options) => cache.preload(undefined, options),
  clear: (cache, options) => (cache.clear as (options: never) => Promise<void>)(options),
};

const WRONG_KEYS = ['', 7, null, undefined, {}, [], Symbol('s'), 7n, true, ['k']] as never[];
const WRONG_VERSIONS = [1.5, Number.NaN, Infinity, 2 ** 53, '1', null, 1n] as const;
const UNKNOWN = ['staleFor', 'ttl', 'Version', 'prefix'];

/** Known to `getOrSet` only. */
const OF_LOADS = ['jitter', 'signal'];

export function wrongArguments(check: Check): void {
  for (const [method, call] of Object.entries(BY_KEY))
    check(`${method} rejects an invalid key`, async ({ cache, expect }) => {
      await cache.set('kept', 'kept');
      for (const key of WRONG_KEYS) {
        const error = await rejectionOf(() => call(cache, key));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toMatch(/key/);
      }
      expect(await all(cache.keys())).toEqual(['kept']);
    });

  for (const [method, call] of Object.entries(BY_OPTIONS)) {
    check(`${method} rejects an invalid version`, async ({ cache, expect }) => {
      await cache.set('k', 5);
      for (const version of WRONG_VERSIONS) {
        const error = await rejectionOf(() => call(cache, { version } as never));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('invalid-argument');
        expect(error.message).toMatch(/version/);
      }
      expect(await all(cache.keys({ all: true }))).toEqual(['k']);
      expect(await cache.get('k')).toBe(5);
    });

    check(`${method} rejects an unknown option`, async ({ cache, expect }) => {
      await cache.set('k', 5);
      const known = method === 'getOrSet' ? [] : OF_LOADS;
      for (const option of [...UNKNOWN, ...known]) {
        const error = await rejectionOf(() => call(cache, { [option]: 1 } as never));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.message.includes(option)).toBe(true);
      }
      expect(await cache.ttl('k')).toBe(300);
      expect(await cache.get('k')).toBe(5);
    });
  }

  check('an undefined version means the default one', async ({ cache, expect }) => {
    await cache.set('k', 1, { version: undefined });
    expect(await cache.get('k', 'miss', { version: undefined })).toBe(1);
    expect(await cache.get('k', 'miss', {})).toBe(1);
    expect(await cache.get('k', 'miss', undefined)).toBe(1);
  });

  check('makeKey, withVersion and namespace throw at once', async ({ cache, expect }) => {
    for (const call of [
      () => cache.makeKey(''),
      () => cache.makeKey(7 as never),
      () => cache.makeKey('k', 1.5),
      () => cache.withVersion(Number.NaN),
      () => cache.withVersion(undefined as never),
      () => cache.namespace(''),
      () => cache.namespace(7 as never),
    ]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(TypeError);
      expect(error?.code).toBe('invalid-argument');
    }
  });
}

/** The error that a call rejects with. A call that throws synchronously fails the test. */
function rejectionOf(call: () => unknown): Promise<FoundError> {
  let promise: unknown;
  try {
    promise = call();
  } catch (error) {
    throw new Error(`it threw instead of rejecting: ${String(error)}`);
  }
  return failureOf(promise as Promise<unknown>);
}

function thrownBy(call: () => unknown): FoundError | undefined {
  try {
    call();
  } catch (error) {
    return error as FoundError;
  }
  return undefined;
}
