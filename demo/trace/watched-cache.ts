/** A cache that tells of every call made on it; for the rest it is the cache. */
import type { Cache } from 'shelflife';
import { formatCall } from '../format/value.ts';
import { announce } from '../tabs/writers.ts';
import type { Call, Origin, Phase } from './call.ts';
import { judge } from './judge.ts';

const WATCHED = new Set(
  'get set add getOrSet touch incr decr has delete getMany setMany deleteMany clear incrVersion decrVersion ttl close'.split(
    ' ',
  ),
);

/** At which argument a method takes a version, and the calls that are told apart by it. */
const OPTIONS_AT: Readonly<Record<string, number>> = { get: 2, getOrSet: 2, getMany: 1, set: 2 };

/** Stands in for the default of a `get`, so that a miss can be told from a stored default. */
const NOTHING = Symbol('nothing cached');

const calls = new WeakMap<Promise<unknown>, Call>();

/** The call that gave this promise. */
export const callOf = (promise: Promise<unknown>) => calls.get(promise);

/**
 * Passes every call on to `cache`, and reports it at its start; the report fills as the call goes.
 * `done` is called when it is complete, and again if a value was renewed in the background.
 */
export function watchedCache(
  cache: Cache,
  report: (call: Call) => void,
  done: (call: Call) => void = () => {},
): Cache {
  const tell = (call: Call) => {
    announce(call);
    done(call);
  };
  return new Proxy(cache, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const invoke = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      if (typeof name !== 'string' || !WATCHED.has(name))
        return (...args: unknown[]) => invoke(args);
      return (...args: unknown[]) => {
        const call = begin(name, args);
        report(call);
        const promise = follow(call, args, {
          invoke,
          isStale: (key, version) => isStale(target, key, version),
          renewed: () => tell(call),
        });
        promise.then(
          () => tell(call),
          () => tell(call),
        );
        calls.set(promise, call);
        return promise;
      };
    },
  });
}

function begin(method: string, args: readonly unknown[]): Call {
  return {
    text: formatCall(method, args),
    method,
    keys: keysIn(args[0]),
    version: versionIn(args[OPTIONS_AT[method] ?? args.length]) ?? 1,
    startedAt: performance.now(),
    origin: undefined,
    ms: 0,
    phases: [],
    result: undefined,
    error: undefined,
  };
}

function keysIn(named: unknown): string[] {
  if (typeof named === 'string') return [named];
  if (Array.isArray(named)) return named.filter((key) => typeof key === 'string');
  return typeof named === 'object' && named !== null ? Object.keys(named) : [];
}

function versionIn(options: unknown): number | undefined {
  if (typeof options !== 'object' || options === null || !('version' in options)) return undefined;
  return typeof options.version === 'number' ? options.version : undefined;
}

/** Whether what memory holds is past its expiry. */
function isStale(cache: Cache, key: unknown, version: number): boolean {
  if (typeof key !== 'string' || cache.peek(key, NOTHING, { version }) !== NOTHING) return false;
  return cache.peek(key, NOTHING, { version, stale: true }) !== NOTHING;
}

interface Target {
  readonly invoke: (args: readonly unknown[]) => unknown;
  readonly isStale: (key: unknown, version: number) => boolean;
  /** A value was loaded after the call was answered. */
  readonly renewed: () => void;
}

async function follow(call: Call, args: readonly unknown[], target: Target): Promise<unknown> {
  try {
    call.result = await answer(call, args, target);
    return call.result;
  } catch (error) {
    call.origin = 'error';
    call.error = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    call.ms = sinceStart(call);
    call.phases = [...call.phases, { name: 'respond', at: call.ms, ms: 0 }];
  }
}

function answer(call: Call, args: readonly unknown[], target: Target): Promise<unknown> {
  if (call.method === 'get') return get(call, args, target);
  if (call.method === 'getOrSet') return getOrSet(call, args, target);
  return other(call, args, target);
}

async function get(call: Call, [key, fallback, options]: readonly unknown[], target: Target) {
  const value = await target.invoke([key, NOTHING, options]);
  settle(call, value === NOTHING ? 'miss' : 'hit', [['check', sinceStart(call)]]);
  return value === NOTHING ? fallback : value;
}

/** Its loader is wrapped: that it ran is what makes a miss, and when it did parts the phases. */
async function getOrSet(call: Call, [key, given, options]: readonly unknown[], target: Target) {
  const load = { from: 0, to: 0 };
  const loader = async () => {
    load.from = sinceStart(call);
    try {
      return typeof given === 'function' ? await given() : given;
    } finally {
      load.to = sinceStart(call);
      if (call.ms > 0) renew(call, load, target);
    }
  };
  const value = await target.invoke([key, loader, options]);
  const isStale = target.isStale(key, call.version);
  const loaded = load.to > 0;
  settle(call, isStale ? 'stale' : loaded ? 'miss' : 'hit', stepsOf(call, load, isStale));
  return value;
}

interface Load {
  readonly from: number;
  readonly to: number;
}

function stepsOf(call: Call, { from, to }: Load, isStale: boolean): Steps {
  const ms = sinceStart(call);
  if (to === 0) return [['check', ms]];
  const loaded: Steps = [
    ['check', from],
    ['load', to - from],
  ];
  return isStale ? loaded : [...loaded, ['store', ms - to]];
}

/** The load came after the answer. */
function renew(call: Call, { from, to }: Load, target: Target) {
  call.phases = [...call.phases, { name: 'load', at: from, ms: to - from }];
  target.renewed();
}

async function other(call: Call, args: readonly unknown[], target: Target) {
  const result = await target.invoke(args);
  const origin = judge(call.method, args, result);
  settle(call, origin, [[origin === 'written' ? 'store' : 'check', sinceStart(call)]]);
  return result;
}

type Steps = readonly (readonly [name: Phase['name'], ms: number])[];

function settle(call: Call, origin: Origin, steps: Steps) {
  call.origin = origin;
  let at = 0;
  call.phases = steps.map(([name, ms]) => {
    at += ms;
    return { name, at: at - ms, ms };
  });
}

const sinceStart = (call: Call) => performance.now() - call.startedAt;
