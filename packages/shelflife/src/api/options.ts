/** The options of `createCache`: validation and defaults. */
import type { Configuration, TierBounds } from '../core/configuration.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { checkText, isText } from '../model/key.js';
import type { Store } from '../model/store.js';
import { toSeconds } from '../model/timeout.js';
import { defaultStore } from '../stores/default.js';
import type { CacheOptions, MemoryOptions } from './cache-options.js';
import { keysIn } from './call-options.js';
import { loadingDefaults } from './load-options.js';

/** The default of an option, its test, and what was expected if the test fails. */
type Rule<T> = readonly [fallback: T, isValid?: (value: unknown) => boolean, expectation?: string];

type Rules<T> = { readonly [K in keyof T]-?: Rule<T[K]> };

const BYTES_OR_NULL: Rule<number | null> = [
  null,
  (value) => value === null || isAboveZero(value),
  'bytes above 0, or null for no bound',
];

const RULES: Rules<CacheOptions> = {
  name: ['default', isText, 'a non-empty string'],
  timeout: [300],
  version: [1, Number.isSafeInteger, 'a safe integer'],
  keyPrefix: ['', (value) => typeof value === 'string', 'a string'],
  keyFunction: [undefined, isFunction, 'a function'],
  maxEntries: [
    10_000,
    (value) => value === null || isCount(value),
    'a whole number above 0, or null',
  ],
  maxBytes: BYTES_OR_NULL,
  maxEntryBytes: BYTES_OR_NULL,
  cullFrequency: [3, (value) => value === 0 || isCount(value), 'a whole number, 0 or above'],
  store: [
    undefined,
    (value) => isFunction((value as Store | null)?.open),
    'a store: indexedDBStore()',
  ],
  durability: eitherOf('relaxed', 'strict'),
  deadline: [
    5,
    (value) => isAboveZero(value) && value <= 2_000_000,
    'seconds above 0, at most 2,000,000',
  ],
  now: [() => Date.now(), isFunction, 'a function'],
  memory: [
    true,
    (value) => typeof value === 'boolean' || Object(value) === value,
    'true, false or an object of bounds',
  ],
  preload: [[]],
  loading: [{}, (value) => Object(value) === value, 'an object of options'],
  acknowledge: eitherOf('committed', 'queued'),
};

const MEMORY_RULES: Rules<MemoryOptions> = {
  maxEntries: [1000, isCount, 'a whole number above 0'],
  maxAge: [300, isAboveZero, 'seconds above 0'],
  maxBytes: [16 * 1024 * 1024, isAboveZero, 'bytes above 0'],
};

/** Throws a `TypeError` that names the option, what was expected and what was given. */
export function configure(options: CacheOptions = {}): Configuration {
  const given = optionsIn('createCache', options, RULES);
  const { timeout, maxEntries, store, deadline, now, acknowledge, preload } = given;
  const keys = preload === true || keysIn(preload, 'preload');
  if (keys !== true) for (const key of keys) checkText(key, 'preload: key');
  const memory = boundsOf(given.memory);
  const hasRoom = memory.maxEntries > 0 || (keys !== true && keys.length === 0);
  expect('preload', hasRoom, 'memory to be on', preload);
  return {
    ...given,
    timeout: toSeconds(timeout, Infinity),
    maxEntries: maxEntries ?? Infinity,
    maxBytes: given.maxBytes ?? Infinity,
    maxEntryBytes: given.maxEntryBytes ?? Infinity,
    store: store ?? defaultStore(),
    deadline: deadline * 1000,
    now() {
      const ms = now();
      expect('now()', Number.isFinite(ms), 'milliseconds', ms);
      return ms;
    },
    isQueued: acknowledge === 'queued',
    memory,
    preload: keys,
    loading: loadingDefaults(given.loading),
  };
}

function boundsOf(memory: boolean | MemoryOptions): TierBounds {
  const given = typeof memory === 'object' ? memory : {};
  const { maxEntries, maxAge, maxBytes } = optionsIn('memory', given, MEMORY_RULES, 'memory.');
  return { maxEntries: memory ? maxEntries : 0, maxAge: maxAge * 1000, maxBytes };
}

function optionsIn<T extends object>(
  what: string,
  options: T,
  rules: Rules<T>,
  path = '',
): Required<T> {
  checkMembers(options, what, Object.keys(rules));
  const complete: Partial<T> = {};
  for (const name of Object.keys(rules) as (keyof T & string)[]) {
    const [fallback, isValid = () => true, expectation = ''] = rules[name];
    const { [name]: value = fallback } = options;
    expect(path + name, value === undefined || isValid(value), expectation, value);
    complete[name] = value;
  }
  return complete as Required<T>;
}

/** The rule of an option with two values, of which the first is the default. */
function eitherOf<T extends string>(first: T, second: T): Rule<T> {
  return [first, (value) => value === first || value === second, `'${first}' or '${second}'`];
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && isAboveZero(value);
}

function isAboveZero(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
