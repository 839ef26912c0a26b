/** A cache that reports every call made on it; for the rest it is the cache. */
import type { Cache } from 'shelflife';
import { asError } from '../format/error.ts';
import { formatCall } from '../format/value.ts';
import type { Call } from './call.ts';
import { CallEvents } from './call-events.ts';

const WATCHED = new Set(
  'get set add getOrSet touch incr decr has delete getMany setMany deleteMany clear incrVersion decrVersion ttl close'.split(
    ' ',
  ),
);

/** At which argument a method takes a version, and the calls that are told apart by it. */
const OPTIONS_AT: Readonly<Record<string, number>> = {
  get: 2,
  getOrSet: 2,
  getMany: 1,
  set: 2,
  delete: 1,
};

const eventsOf = new WeakMap<Cache, CallEvents>();
const calls = new WeakMap<Promise<unknown>, Call>();

/** The call that gave this promise. */
export const callOf = (promise: Promise<unknown>) => calls.get(promise);

/**
 * Passes every call on to `cache`, and reports it at its start; the report fills as the call goes.
 * `done` is called when it is complete, and again if a value was renewed in the background.
 */
export function watchedCache(
  cache: Cache,
  report: (call: Call) => void = () => {},
  done: (call: Call) => void = () => {},
): Cache {
  const events = eventsOf.get(cache) ?? new CallEvents(cache);
  eventsOf.set(cache, events);
  return new Proxy(cache, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const invoke = (): unknown => Reflect.apply(member, target, args);
        if (typeof name !== 'string' || !WATCHED.has(name)) return invoke();
        const call = begin(name, args);
        report(call);
        const end = events.follow(call, () => done(call));
        const promise = settled(call, invoke).finally(end);
        calls.set(promise, call);
        return promise;
      };
    },
  });
}

async function settled(call: Call, invoke: () => unknown): Promise<unknown> {
  try {
    call.result = await invoke();
    return call.result;
  } catch (error) {
    call.error = asError(error);
    throw error;
  }
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
