/** `getOrSet`: how one caller is answered from memory, from the store, or by a load that others share. */
import type { Body } from '../model/codec/body.js';
import { decode, decodeCopy, encode } from '../model/codec/encode.js';
import type { Outcome } from '../model/operation.js';
import { type StaleBounds, staleFor } from '../model/timeout.js';
import type { CacheCore } from './cache-core.js';
import { expiryOf, type Lifetime } from './lifetime.js';
import { answerUnstored, Load, type Loader, type LoadOptions, type Target } from './load.js';
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
  for (let isPrivate = core.keepsNothing; ; ) {
    call.signal?.throwIfAborted();
    const held = call.fresh ? undefined : core.local.peek(target.place.key, 'get', true);
    if (held?.hit) return { value: held.value };
    const load = await joinLoad(core, target, loader, call, isPrivate);
    if (held && mayRenewBehind(core, held, call)) {
      load.isRenewal = true;
      return { value: held.value };
    }
    const result = await answerFrom(core, load, call);
    if (result !== PRIVATE && result !== AGAIN) return result;
    isPrivate ||= result === PRIVATE;
  }
}

/** The load under way that answers the call, or one that begins now. */
function joinLoad(
  core: CacheCore,
  target: Target,
  loader: Loader,
  call: LoadCall,
  isPrivate: boolean,
): PendingLoad | Promise<PendingLoad> {
  const current = isPrivate ? undefined : core.local.loads.get(target.place.key);
  const start = () => new Load(core, target, loader, call, call.fresh, isPrivate);
  if (!current || (call.fresh && !current.isFresh)) return start();
  if (!call.fresh) return current;
  current.next ??= current.result.then(start);
  return current.next;
}

/** The call has to be made again; with a load of its own, if it is private. */
const AGAIN = Symbol('again');
const PRIVATE = Symbol('private');

async function answerFrom(
  core: CacheCore,
  load: PendingLoad,
  call: LoadCall,
): Promise<Answer | typeof AGAIN | typeof PRIVATE> {
  const { signal } = call;
  load.callers++;
  try {
    const found = await untilAborted(load.found, signal);
    if (!load.isFresh && found.hit) return answer(found);
    if (!load.isFresh && mayRenewBehind(core, found, call)) {
      load.isRenewal = true;
      return answer(found);
    }
    const result = await untilAborted(load.result, signal);
    const { body, failure, stale } = result;
    if (body) return answer(body);
    if (result.isNothing) return null;
    if (stale && !call.fresh && mayAnswer(core, stale, staleFor(call), staleFor(stale))) {
      if (failure) core.events.reportError(failure.event);
      return answer(stale);
    }
    if (failure) throw failure.error;
    return result.isPrivate ? PRIVATE : AGAIN;
  } finally {
    load.callers--;
    if (signal?.aborted && load.callers === 0 && !load.isRenewal) load.abort(signal.reason);
  }
}

function answer(body: Body): Answer {
  return { value: decodeCopy(body) };
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
  { key, place }: Target,
  value: unknown,
  lifetime: Lifetime,
): Promise<unknown> {
  const held = core.local.peek(place.key);
  if (held) return held.value;
  let given: Body;
  try {
    given = encode(value, key);
  } catch (error) {
    const [found] = await core.readStore('get', [place]);
    return found!.hit ? decode(found!) : answerUnstored(core, error, value);
  }
  const { staleWhileRevalidate, staleIfError } = lifetime;
  const expires = expiryOf(lifetime, core.configuration.now());
  const storing = { expires, staleWhileRevalidate, staleIfError };
  const add = { type: 'add', ...place, ...given, ...storing, read: true } as const;
  const [outcome] = await core.execute([add], [key]);
  const { hit, error } = outcome!;
  if (error?.code === 'data') throw error;
  if (error) core.events.reportError(error);
  return hit ? decode(outcome!) : decodeCopy(given);
}
