/** The options of `createCache`, checked and with their defaults. */
import { checkMembers } from './call-options.js';
import { invalidArgument, quote } from './errors.js';
import { checkVersion } from './key.js';
import { defaultStore } from './stores/fallback.js';
import type { Store } from './stores/store.js';
import { toSeconds } from './timeout.js';
import type { CacheOptions, KeyFunction } from './types.js';

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
    store,
    durability = 'relaxed',
    deadline = 5,
    now = Date.now,
  } = options;
  expect('name', isName(name), 'a non-empty string', name);
  checkVersion(version);
  expect('keyPrefix', typeof keyPrefix === 'string', 'a string', keyPrefix);
  expect('keyFunction', isOptional(keyFunction, 'function'), 'a function', keyFunction);
  expect(
    'maxEntries',
    maxEntries === null || isCount(maxEntries, 1),
    'a whole number above 0, or null',
    maxEntries,
  );
  expect('cullFrequency', isCount(cullFrequency, 0), 'a whole number, 0 or above', cullFrequency);
  expect('store', store === undefined || isStore(store), 'a store such as indexedDBStore()', store);
  expect(
    'durability',
    durability === 'relaxed' || durability === 'strict',
    "'relaxed' or 'strict'",
    durability,
  );
  expect(
    'deadline',
    typeof deadline === 'number' && deadline > 0 && deadline <= 2_000_000,
    'seconds above 0, at most 2,000,000',
    deadline,
  );
  expect('now', typeof now === 'function', 'a function', now);
  return {
    name,
    timeout: toSeconds(options.timeout, 300),
    version,
    keyPrefix,
    keyFunction,
    maxEntries: maxEntries ?? Infinity,
    cullFrequency,
    store: store ?? defaultStore(),
    durability,
    deadline: deadline * 1000,
    now,
  };
}

function expect(option: string, ok: boolean, expected: string, given: unknown): void {
  if (!ok) throw invalidArgument(`${option}: expected ${expected}, got ${quote(given)}`);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isOptional(value: unknown, type: string): boolean {
  return value === undefined || typeof value === type;
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isStore(value: unknown): boolean {
  return typeof (value as Partial<Store> | null)?.open === 'function';
}
