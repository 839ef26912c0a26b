/**
 * What must compile, and what must not. Nothing here is run: `tsc --noEmit` checks it, and an
 * `@ts-expect-error` with nothing wrong below it is an error of its own.
 */
import {
  type Backend,
  type Cache,
  type CacheEntry,
  type CacheError,
  createCache,
  indexedDBStore,
  memoryStore,
  nullStore,
  type Store,
  type StoredEntry,
} from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

interface Course {
  readonly title: string;
}

interface Schema {
  movie: string;
  roll: number;
  big: bigint;
  visits?: number;
  tags: string[];
  status: 'on' | 'off';
  maybe: string | null;
  [course: `course:${string}`]: Course;
}

/** Compiles only if both types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A, B>(same: Same<A, B>): void;
declare const unknownKey: string;
declare const courseKey: `course:${string}`;

const typed = createCache<Schema>({ name: 'enroll_cache' });
const untyped = createCache();

export async function aMissIsVisible() {
  const movie = await typed.get('movie');
  is<typeof movie, string | undefined>(true);
  const roll = await typed.get('roll', undefined, { version: 2 });
  is<typeof roll, number | undefined>(true);
  // @ts-expect-error a miss is undefined
  movie.length;
}

export async function aDefaultTakesTheMissAway() {
  const same = await typed.get('movie', 'has_expired');
  is<typeof same, string>(true);
  const other = await typed.get('movie', 0);
  is<typeof other, string | 0>(true);
  const none = await typed.get('movie', null);
  is<typeof none, string | null>(true);
  const maybe = await typed.get('maybe', 'x');
  is<typeof maybe, string | null>(true);
  same.length;
}

export async function keysOfTheSchema() {
  const course = await typed.get('course:1');
  is<typeof course, Course | undefined>(true);
  await typed.get(courseKey);
  await typed.set('course:2', { title: 'Course 2' });
  await typed.set('movie', 'RRR', 30);
  await typed.set('movie', 'RRR', null);
  await typed.set('status', 'on', { timeout: 30, version: 2 });
  // @ts-expect-error no such key
  await typed.get('nothing');
  // @ts-expect-error any string may be no key
  await typed.get(unknownKey);
  // @ts-expect-error no such key
  await typed.set('film', 'RRR');
  // @ts-expect-error another template
  await typed.delete('lesson:1');
  // @ts-expect-error a key is a string
  await typed.has(1);
}

export async function valuesOfTheSchema() {
  // @ts-expect-error a movie is a string
  await typed.set('movie', 1);
  // @ts-expect-error null is no string
  await typed.set('movie', null);
  // @ts-expect-error a course has a title
  await typed.set('course:1', { name: 'x' });
  // @ts-expect-error not one of the literals
  await typed.add('status', 'broken');
  // @ts-expect-error the value belongs to another key
  await typed.setMany({ movie: 1 });
  // @ts-expect-error no such key
  await typed.setMany({ film: 'x' });
  // @ts-expect-error the pair does not match
  await typed.setMany([['movie', 1]]);
  const failed = await typed.setMany({ movie: 'RRR', roll: 1, 'course:3': { title: 'x' } }, 30);
  // @ts-expect-error what failed is a key of the schema
  failed satisfies 'film'[];
  await typed.setMany([
    ['movie', 'RRR'],
    ['roll', 2],
  ]);
  await typed.setMany(new Map([['movie', 'RRR']] as const));
}

export async function timeoutsAndOptions() {
  // @ts-expect-error seconds are a number
  await typed.set('movie', 'RRR', '30');
  // @ts-expect-error no such option
  await typed.set('movie', 'RRR', { ttl: 30 });
  await typed.set('movie', 'RRR', { tags: ['x'] });
  // @ts-expect-error tags are strings
  await typed.set('movie', 'RRR', { tags: [1] });
  // @ts-expect-error later
  await typed.getOrSet('movie', () => 'RRR', { staleFor: 30 });
  // @ts-expect-error later
  await untyped.getOrSet('movie', () => 'RRR', { timeout: 30, staleFor: 30 });
  await untyped.getOrSet('movie', () => 'RRR', { jitter: 0.1 });
  // @ts-expect-error either a timeout or a moment
  await untyped.getOrSet('movie', () => 'RRR', { timeout: 1, expires: 2 });
  // @ts-expect-error a plain value is not loaded
  await untyped.getOrSet('movie', 'RRR', { fresh: true });
  // @ts-expect-error a get has no timeout
  await typed.get('movie', 'x', { timeout: 30 });
  // @ts-expect-error a version is a number
  await typed.get('movie', 'x', { version: '2' });
  // @ts-expect-error options are an object
  await typed.delete('movie', 2);
  // @ts-expect-error no such scan
  typed.keys({ every: true });
}

export async function storedEntries() {
  const entry = await typed.getEntry('movie', { stale: true, version: 2 });
  is<typeof entry, StoredEntry<string> | undefined>(true);
  const free = await untyped.getEntry<number>('n');
  is<typeof free, StoredEntry<number> | undefined>(true);
  const stale = await typed.get('roll', 0, { stale: true });
  is<typeof stale, number>(true);
  const all = await Promise.all(['movie'].map(untyped.getEntry));
  is<typeof all, (StoredEntry | undefined)[]>(true);
  // @ts-expect-error a key that the schema does not have
  await typed.getEntry('nothing');
  // @ts-expect-error `stale` is on or off
  await typed.getEntry('movie', { stale: 5 });
}

export async function preloading() {
  const done = await typed.preload(['movie'], { version: 2 });
  is<typeof done, void>(true);
  await untyped.preload();
  // @ts-expect-error a key that the schema does not have
  await typed.preload(['nothing']);
}

export async function counting() {
  const sum = await typed.incr('roll', 3);
  is<typeof sum, number>(true);
  const big = await typed.decr('big', 3n);
  is<typeof big, bigint>(true);
  await typed.incr('roll', 1, { version: 2 });
  await typed.incr('big');
  const visits: number = await typed.incr('visits', 2);
  void visits;
  // @ts-expect-error a movie can't be counted
  await typed.incr('movie');
  // @ts-expect-error nor can what a template names
  await typed.decr('course:1');
  // @ts-expect-error no bigint on a number
  await typed.incr('roll', 1n);
  // @ts-expect-error no number on a bigint
  await typed.incr('big', 1);
  // @ts-expect-error a delta is a number
  await untyped.incr('roll', '1');
  await typed.incr('roll', 1, { initial: 0, timeout: null });
  const bigSum = await untyped.incr('big', undefined, { initial: 5n });
  is<typeof bigSum, bigint>(true);
  const sumFrom = await untyped.decr('roll', 3, { initial: 100 });
  is<typeof sumFrom, number>(true);
  // @ts-expect-error a number is counted from a number
  await typed.incr('roll', 1, { initial: 0n });
  // @ts-expect-error and a bigint from a bigint
  await untyped.incr('big', 1n, { initial: 0 });
  // @ts-expect-error a timeout is of what `initial` makes
  await typed.incr('roll', 1, { timeout: 5 });
  const free = await untyped.incr('roll', 3);
  is<typeof free, number>(true);
  const freeBig = await untyped.incr('roll', 3n);
  is<typeof freeBig, bigint>(true);
}

export async function manyKeys() {
  const found = await typed.getMany(['movie', 'roll']);
  is<typeof found, { movie?: string; roll?: number }>(true);
  // @ts-expect-error it was not asked for
  found.tags;
  const { movie } = await typed.getMany(new Set(['movie'] as const));
  is<typeof movie, string | undefined>(true);
  const courses = await typed.getMany(['course:1', 'course:2']);
  is<(typeof courses)['course:1'], Course | undefined>(true);
  // @ts-expect-error no such key among them
  await typed.getMany(['movie', 'film']);
  // @ts-expect-error no such key among them
  await typed.deleteMany(['film']);
  // @ts-expect-error a plain object is no iterable of keys
  await typed.getMany({ movie: 1 });
  const removed = await typed.deleteMany(['movie']);
  is<typeof removed, number>(true);
}

export async function loaders() {
  const value = await typed.getOrSet('movie', 'RRR');
  is<typeof value, string>(true);
  const sync = await typed.getOrSet('roll', () => 1, 30);
  is<typeof sync, number>(true);
  const asynchronous = await typed.getOrSet('course:1', async () => ({ title: 'x' }));
  is<typeof asynchronous, Course>(true);
  // @ts-expect-error a loader gives what the schema says
  await typed.getOrSet('movie', () => 1);
  // @ts-expect-error so does an asynchronous one
  await typed.getOrSet('movie', async () => 1);
  // @ts-expect-error so does a value
  await typed.getOrSet('movie', 1);
}

export async function inferenceWithoutASchema() {
  const value = await untyped.getOrSet('movie', 2000, { timeout: 30, version: 2 });
  is<typeof value, number>(true);
  const sync = await untyped.getOrSet('k', () => ({ a: 1 }));
  is<typeof sync, { a: number }>(true);
  const asynchronous = await untyped.getOrSet('k', async () => ['x']);
  is<typeof asynchronous, string[]>(true);
  const answer = await untyped.getOrSet('k', () => fetch('/api').then((r) => r.text()));
  is<typeof answer, string>(true);
  const nothing = await untyped.getOrSet('k', () => null);
  is<typeof nothing, null>(true);
}

export async function withoutASchema() {
  const something = await untyped.get('k');
  is<typeof something, unknown>(true);
  const said = await untyped.get<string>('k');
  is<typeof said, string | undefined>(true);
  const withDefault = await untyped.get<string>('k', 'default');
  is<typeof withDefault, string>(true);
  const orNull = await untyped.get<string>('k', null);
  is<typeof orNull, string | null>(true);
  const many = await untyped.getMany<number>(['a', 'b']);
  is<(typeof many)['a'], number | undefined>(true);
  const { name, roll } = await untyped.getMany(['name', 'roll']);
  is<typeof name, unknown>(true);
  is<typeof roll, unknown>(true);
  await untyped.set('anything', { at: 'all' });
  await untyped.setMany({ name: 'Sonam', roll: 101 }, 30);
  await untyped.setMany(new Map<string, unknown>([['a', 1]]));
  await untyped.setMany([['a', 1]]);
  interface Student {
    name: string;
    roll: number;
  }
  const student: Student = { name: 'Sonam', roll: 101 };
  await untyped.setMany(student);
  await untyped.setMany(student as Student | Map<string, unknown>);
  // @ts-expect-error an iterable of keys is no entries
  await untyped.setMany(['a']);
  // @ts-expect-error nor is a text
  await untyped.setMany('a');
  // @ts-expect-error a key is a string all the same
  await untyped.get(1);
  // @ts-expect-error a timeout is seconds all the same
  await untyped.set('k', 1, '30');
}

export async function views() {
  const same = typed.withVersion(2);
  is<typeof same, Cache<Schema>>(true);
  const second = typed.withVersion<{ movie: { title: string } }>(2);
  const movie = await second.get('movie');
  is<typeof movie, { title: string } | undefined>(true);
  // @ts-expect-error the other schema has no roll
  await second.get('roll');
  const users = typed.namespace<{ name: string }>('users');
  await users.set('name', 'Sonam');
  // @ts-expect-error the other schema's key
  await users.set('movie', 'RRR');
  await typed.namespace('x').set('movie', 'RRR');
  const free = untyped.namespace<{ n: number }>('typed');
  await free.incr('n');
  // @ts-expect-error no such key
  await free.incr('m');
}

export async function walks() {
  for await (const key of typed.keys({ all: true })) is<typeof key, string>(true);
  for await (const key of typed.keys({ prefix: 'course:' })) is<typeof key, string>(true);
  await typed.clear({ prefix: 'course:' });
  // @ts-expect-error a prefix is a string
  await typed.clear({ prefix: 7 });
  for await (const entry of untyped.entries<number>()) is<typeof entry, CacheEntry<number>>(true);
  for await (const { value, expires, version, keyPrefix } of typed.entries()) {
    is<typeof value, Schema[keyof Schema & string]>(true);
    is<typeof expires, number | null>(true);
    is<typeof version, number>(true);
    is<typeof keyPrefix, string>(true);
  }
}

export async function answers() {
  const ttl = await typed.ttl('movie');
  is<typeof ttl, number | null | undefined>(true);
  const added = await typed.add('movie', 'x');
  is<typeof added, boolean>(true);
  const touched = await typed.touch('movie', 120);
  is<typeof touched, boolean>(true);
  const version = await typed.incrVersion('movie');
  is<typeof version, number>(true);
  const key = typed.makeKey('movie', 2);
  is<typeof key, string>(true);
  const { backend } = typed;
  is<typeof backend, Backend | undefined>(true);
  const own: Backend = 'redis';
  void own;
  // @ts-expect-error it is told, not set
  typed.backend = 'memory';
}

export function events() {
  const { signal } = new AbortController();
  typed.addEventListener('error', ({ error }) => is<typeof error, CacheError>(true));
  typed.addEventListener('restored', ({ type }) => is<typeof type, 'restored'>(true), { signal });
  typed.addEventListener('degraded', () => {}, { once: true });
  // @ts-expect-error no such event
  typed.addEventListener('change', () => {});
}

export function options() {
  createCache({ store: memoryStore(), timeout: null, maxEntries: null });
  createCache({
    store: nullStore(),
    now: () => 0,
    keyFunction: (key, prefix, v) => prefix + v + key,
  });
  createCache({ store: indexedDBStore({ sweepInterval: 600 }), durability: 'strict' });
  createCache({ memory: false, acknowledge: 'queued' });
  createCache({ memory: { maxEntries: 10 }, acknowledge: 'committed' });
  createCache({ memory: { maxBytes: 10 } });
  // @ts-expect-error neither 'committed' nor 'queued'
  createCache({ acknowledge: 'never' });
  createCache({ maxBytes: 1 });
  createCache({ maxBytes: null });
  // @ts-expect-error bytes are a number
  createCache({ maxBytes: '1 MB' });
  // @ts-expect-error no such option
  createCache({ ttl: 30 });
  // @ts-expect-error neither relaxed nor strict
  createCache({ durability: 'default' });
  // @ts-expect-error a store is no string
  createCache({ store: 'memory' });
}

export function laterMethods() {}

export async function disposal() {
  await using cache = createCache({ store: memoryStore() });
  await cache.set('k', 1);
}

export function ownStores(store: Store) {
  createCache({ store });
  storeContract('a store of my own', () => store, { describe, test, expect });
  // @ts-expect-error a store is made by a function
  storeContract('a store of my own', store, { describe, test, expect });
}

export async function methodsCanBePassedToMap(keys: string[], schemaKeys: ('movie' | 'roll')[]) {
  const values = await Promise.all(keys.map(untyped.get));
  is<typeof values, unknown[]>(true);
  const small = createCache<{ movie: string; roll: number }>();
  const typedValues = await Promise.all(schemaKeys.map(small.get));
  is<typeof typedValues, (string | number | undefined)[]>(true);
  const there = await Promise.all(schemaKeys.map(typed.has));
  is<typeof there, boolean[]>(true);
  const removed = await Promise.all(keys.map(untyped.delete));
  is<typeof removed, boolean[]>(true);
  const counts = await Promise.all(['roll' as const].map(typed.incr));
  is<typeof counts, (number | bigint)[]>(true);
  keys.map(untyped.incr);
  keys.map(untyped.decr);
  keys.map(untyped.touch);
  keys.map(untyped.ttl);
  keys.map(untyped.makeKey);
  // @ts-expect-error a key that the schema does not have
  keys.map(typed.has);
  // @ts-expect-error the index would be stored
  keys.map(untyped.set);
}

export async function inferredLoads() {
  const load = async <T>(value: T, _signal: AbortSignal): Promise<T> => value;
  const inferred: string = await untyped.getOrSet('k', ({ signal }) => load('text', signal));
  const plain: number = await untyped.getOrSet('k', () => 1);
  return { inferred, plain };
}
