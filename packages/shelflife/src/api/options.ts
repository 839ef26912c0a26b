/** The options of `createCache`: validation and defaults. */
import type { Configuration, TierBounds } from '../core/configuration.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { checkText, isText } from '../model/key.js';
import type { Store } from '../model/store.js';
import { toSeconds } from '../model/timeout.js';
import { defaultStore } from '../stores/default.js';
import { keysIn } from './call-options.js';
import type { CacheOptions, MemoryOptions } from './types.js';

/** For each option: its default, its test, and what to say where the test fails. */
type Rules<T> = {
  readonly [K in keyof T]-?: readonly [
    fallback: T[K],
    isRight?: (value: unknown) => boolean,
    expectation?: string,
  ];
};

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
  cullFrequency: [3, (value) => value === 0 || isCount(value), 'a whole number, 0 or above'],
  store: [
    undefined,
    (value) => isFunction((value as Store | null)?.open),
    'a store: indexedDBStore()',
  ],
  durability: [
    'relaxed',
    (value) => value === 'relaxed' || value === 'strict',
    "'relaxed' or 'strict'",
  ],
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
  acknowledge: [
    'committed',
    (value) => value === 'committed' || value === 'queued',
    "'committed' or 'queued'",
  ],
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
  };
}

function boundsOf(memory: boolean | MemoryOptions): TierBounds {
  if (memory === false) return { maxEntries: 0, maxAge: 0, maxBytes: 0 };
  const given = memory === true ? {} : memory;
  const bounds = optionsIn('memory', given, MEMORY_RULES, 'memory.');
  return { ...bounds, maxAge: bounds.maxAge * 1000 };
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
    const [fallback, isRight = () => true, expectation = ''] = rules[name];
    const { [name]: value = fallback } = options;
    expect(path + name, value === undefined || isRight(value), expectation, value);
    complete[name] = value;
  }
  return complete as Required<T>;
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
