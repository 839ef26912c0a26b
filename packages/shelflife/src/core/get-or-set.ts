/** `getOrSet`: how one caller is answered from memory, from the store, or by a load that others share. */
import type { Body } from '../model/codec/body.js';
import { decode, decodeCopy } from '../model/codec/encode.js';
import type { Outcome } from '../model/operation.js';
import { type StaleBounds, staleFor } from '../model/timeout.js';
import type { CacheCore } from './cache-core.js';
import { answerUnstored, encodeEntry } from './encode-entry.js';
import { expiryOf, type Lifetime } from './lifetime.js';
import { Load } from './load.js';
import type { Loader, LoadOptions, Target } from './loader.js';
import type { PendingLoad } from './loads.js';
import { untilAborted } from './run-loader.js';

/** What one caller asks for. */
export interface LoadCall extends LoadOptions {
  /** Whether the load has to begin after the call. */
  readonly fresh: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A value that belongs to the caller; `null` if the loader had none for the key. */
export type Answer = { readonly value: unknown } | null;

/** Answers a copy of the value under the key, or else what the loader gives. */
export async function getOrLoad(
  core: CacheCore,
  target: Target,
  loader: Loader,
  call: LoadCall,
): Promise<Answer> {
  const { begun, closings } = core;
  const { fresh, signal } = call;
  const { key } = target.place;
  for (let isPrivate = core.keepsNothing; ; ) {
    signal?.throwIfAborted();
    // What begins after a close was asked for before it, and stores nothing.
    isPrivate ||= core.closings !== closings;
    const held = fresh ? undefined : core.local.peek(key, 'get', true);
    if (held?.hit) return foundIn(core, target, held, 'memory');
    const current = isPrivate ? undefined : core.local.loads.get(key);
    if (fresh && current?.isFresh && current.number <= begun) {
      await untilAborted(current.result, signal);
      continue;
    }
    const mayJoin = current && (!fresh || current.isFresh);
    const load = mayJoin ? current : new Load(core, target, loader, call, fresh, isPrivate);
    if (held && mayRenewBehind(core, held, call)) {
      load.isRenewal = true;
      return foundIn(core, target, held, 'memory');
    }
    const result = await answerFrom(core, target, load, call, load === current);
    if (result !== PRIVATE && result !== AGAIN) return result;
    isPrivate ||= result === PRIVATE;
  }
}

/** The call has to be made again; with a load of its own, if it is private. */
const AGAIN = Symbol('again');
const PRIVATE = Symbol('private');

async function answerFrom(
  core: CacheCore,
  target: Target,
  load: PendingLoad,
  call: LoadCall,
  isJoined: boolean,
): Promise<Answer | typeof AGAIN | typeof PRIVATE> {
  const { fresh, signal } = call;
  load.callers++;
  try {
    const found = await untilAborted(load.found, signal);
    if (!fresh && found.hit && core.configuration.now() < found.expires!)
      return foundIn(core, target, found, 'store');
    if (!fresh && mayRenewBehind(core, found, call)) {
      load.isRenewal = true;
      return foundIn(core, target, found, 'store');
    }
    const result = await untilAborted(load.result, signal);
    const { body, failure, stale } = result;
    const isNothing = result.isNothing && !isJoined;
    const mayBeStale = !body && !isNothing && !fresh;
    if (mayBeStale && stale && mayAnswer(core, stale, staleFor(call), staleFor(stale))) {
      if (failure) core.events.reportError(failure.event);
      return foundIn(core, target, stale, 'store');
    }
    if (!body && !failure && !isNothing) return result.isPrivate ? PRIVATE : AGAIN;
    if (!fresh) core.activity.missed(target.key, target.place);
    if (failure) throw failure.error;
    return body ? { value: decodeCopy(body) } : null;
  } finally {
    load.callers--;
    if (signal?.aborted && load.callers === 0 && !load.isRenewal) load.abort(signal.reason);
  }
}

/** Answers what was found, live or stale. */
function foundIn(
  core: CacheCore,
  { key, place }: Target,
  found: Outcome,
  from: 'memory' | 'store',
): Answer {
  core.activity.read(key, place, found, from);
  return { value: from === 'memory' ? found.value : decodeCopy(found) };
}

function mayRenewBehind(core: CacheCore, found: Outcome, call: StaleBounds): boolean {
  const { staleWhileRevalidate = 0 } = call;
  return mayAnswer(core, found, staleWhileRevalidate, found.staleWhileRevalidate ?? 0);
}

/** Whether an expired entry is within the bounds of the caller and of its writer, in ms. */
function mayAnswer(
  core: CacheCore,
  { isStale, expires = 0 }: Outcome,
  ...bounds: number[]
): boolean {
  return !!isStale && core.configuration.now() < expires + Math.min(...bounds);
}

/** A plain value is an `add`: copied now, ordered with the other calls. */
export async function getOrAdd(
  core: CacheCore,
  target: Target,
  value: unknown,
  lifetime: Lifetime,
): Promise<unknown> {
  const { key, place } = target;
  const held = core.local.peek(place.key);
  if (held) return foundIn(core, target, held, 'memory')!.value;
  let given: Body;
  try {
    given = encodeEntry(core, value, key, place.key);
  } catch (error) {
    const [found] = await core.readStore('get', [place]);
    return found!.hit ? decode(found!) : answerUnstored(core, error, value);
  }
  const { staleWhileRevalidate, staleIfError, tags } = lifetime;
  const expires = expiryOf(lifetime, core.configuration.now());
  const storing = { expires, staleWhileRevalidate, staleIfError, tags };
  const add = { type: 'add', ...place, ...given, ...storing, read: true } as const;
  const [outcome] = await core.execute([add], [key]);
  const { hit, error } = outcome!;
  if (error?.code === 'data') throw error;
  if (error) core.events.reportError(error);
  if (hit) core.activity.read(key, place, outcome!, 'store');
  else core.activity.missed(key, place);
  return hit ? decode(outcome!) : decodeCopy(given);
}
