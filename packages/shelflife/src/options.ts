/** The options of `createCache`, checked and with their defaults. */
import { checkMembers, keysIn } from './call-options.js';
import { expect } from './errors.js';
import { checkKey, checkVersion, isText } from './key.js';
import { defaultStore } from './stores/default.js';
import type { Store } from './stores/store.js';
import { toSeconds } from './timeout.js';
import type { CacheOptions, KeyFunction, MemoryOptions } from './types.js';

/** What every view of a cache shares. */
export interface Configuration {
  readonly name: string;
  /** Seconds; `Infinity` for ever. */
  readonly timeout: number;
  readonly version: number;
  readonly keyPrefix: string;
  readonly keyFunction: KeyFunction | undefined;
  /** `Infinity` for no bound. */
  readonly maxEntries: number;
  readonly cullFrequency: number;
  readonly store: Store;
  readonly durability: 'relaxed' | 'strict';
  /** Ms. */
  readonly deadline: number;
  readonly now: () => number;
  /** Whether `set` resolves before it is committed. */
  readonly isQueued: boolean;
  readonly memory: TierBounds;
  /** The keys that memory is filled with at once, or all there are. */
  readonly preload: true | readonly string[];
}

/** The bounds of the memory tier; with no entries there is none. */
export interface TierBounds {
  readonly maxEntries: number;
  /** Ms. */
  readonly maxAge: number;
}

const OPTIONS = [
  'name',
  'timeout',
  'version',
  'keyPrefix',
  'keyFunction',
  'maxEntries',
  'cullFrequency',
  'store',
  'durability',
  'deadline',
  'now',
  'memory',
  'acknowledge',
  'preload',
] as const satisfies readonly (keyof CacheOptions)[];

/** Throws a `TypeError` that names the option, what was expected and what was given. */
export function configure(options: CacheOptions = {}): Configuration {
  checkMembers(options, 'createCache', OPTIONS);
  const {
    name = 'default',
    version = 1,
    keyPrefix = '',
    keyFunction,
    maxEntries = 10_000,
    cullFrequency = 3,
    store = defaultStore(),
    durability = 'relaxed',
    deadline = 5,
    now = () => Date.now(),
    memory = true,
    acknowledge = 'committed',
    preload = [],
  } = options;
  expect('name', isText(name), 'a non-empty string', name);
  checkVersion(version);
  expect('keyPrefix', typeof keyPrefix === 'string', 'a string', keyPrefix);
  const isKeyFunction = keyFunction === undefined || isFunction(keyFunction);
  expect('keyFunction', isKeyFunction, 'a function', keyFunction);
  expect('maxEntries', isCount(maxEntries ?? 1), 'a whole number above 0, or null', maxEntries);
  expect('cullFrequency', isCount(cullFrequency, 0), 'a whole number, 0 or above', cullFrequency);
  expect('store', isFunction((store as Store | null)?.open), 'a store: indexedDBStore()', store);
  expectOneOf('durability', durability, 'relaxed', 'strict');
  const isDeadline = isNumber(deadline) && deadline > 0 && deadline <= 2_000_000;
  expect('deadline', isDeadline, 'seconds above 0, at most 2,000,000', deadline);
  expect('now', isFunction(now), 'a function', now);
  expectOneOf('acknowledge', acknowledge, 'committed', 'queued');
  const keys = preload === true || keysIn(preload, 'preload');
  if (keys !== true) for (const key of keys) checkKey(key, 'preload: key');
  const tier = boundsOf(memory);
  const hasRoom = tier.maxEntries > 0 || (keys !== true && keys.length === 0);
  expect('preload', hasRoom, 'memory to be on', preload);
  return {
    name,
    timeout: toSeconds(options.timeout, 300),
    version,
    keyPrefix,
    keyFunction,
    maxEntries: maxEntries ?? Infinity,
    cullFrequency,
    store,
    durability,
    deadline: deadline * 1000,
    now,
    isQueued: acknowledge === 'queued',
    memory: tier,
    preload: keys,
  };
}

function boundsOf(memory: boolean | MemoryOptions): TierBounds {
  if (memory === false) return { maxEntries: 0, maxAge: 0 };
  const options = memory === true ? {} : memory;
  checkMembers(options, 'memory', ['maxEntries', 'maxAge']);
  const { maxEntries = 1000, maxAge = 300 } = options;
  expect('memory.maxEntries', isCount(maxEntries), 'a whole number above 0', maxEntries);
  expect('memory.maxAge', isNumber(maxAge) && maxAge > 0, 'seconds above 0', maxAge);
  return { maxEntries, maxAge: maxAge * 1000 };
}

function expectOneOf(option: string, value: string, first: string, second: string): void {
  expect(option, value === first || value === second, `'${first}' or '${second}'`, value);
}

function isCount(value: unknown, least = 1): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
