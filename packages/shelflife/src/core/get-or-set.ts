/** What happens on a miss: one loader for all callers that wait, its result stored unless invalidated. */
import type { Body } from '../model/codec/body.js';
import { decode, decodeCopy, encode } from '../model/codec/encode.js';
import type { CacheError } from '../model/errors.js';
import type { Place } from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import { expiryAt } from '../model/timeout.js';
import type { CacheCore } from './cache-core.js';
import { shareLoad } from './loads.js';

type Loader = () => unknown;

/** What a loader returned. This engine may be unable to encode it, though others could. */
interface Loaded {
  readonly body: Body;
  readonly isEncoded: boolean;
}

/** What a call is about: the key as the caller gave it, where it is stored, and for how long. */
export interface CallTarget {
  readonly key: string;
  readonly place: Place;
  readonly seconds: number;
}

/** Resolves to a copy of the value under `place`, or on a miss to what `valueOrLoader` gives. */
export async function getOrSet(
  core: CacheCore,
  target: CallTarget,
  valueOrLoader: unknown,
): Promise<unknown> {
  const held = core.local.peek(target.place.key);
  if (held) return held.value;
  if (typeof valueOrLoader !== 'function') return addValue(core, target, valueOrLoader);
  const load = valueOrLoader as Loader;
  const shared = await shareLoad(core.local.loads, target.place, (isCurrent) =>
    loadAndStore(core, target, load, isCurrent),
  );
  return decodeCopy(shared ?? (await loadBody(core, target, load)).body);
}

/** A plain value is an `add`: copied now, ordered with the other calls. */
async function addValue(core: CacheCore, target: CallTarget, value: unknown): Promise<unknown> {
  let given: Body;
  try {
    given = encode(value, target.key);
  } catch (error) {
    const found = await read(core, target);
    return found.hit ? decode(found) : answerUnstored(core, error, value);
  }
  const found = await store(core, target, given);
  return found.hit ? decode(found) : decodeCopy(given);
}

async function loadAndStore(
  core: CacheCore,
  target: CallTarget,
  load: Loader,
  isCurrent: () => boolean,
): Promise<Body | undefined> {
  const found = await read(core, target);
  if (found.hit) return found;
  if ((found.error || core.backend) && !core.mayShare) return undefined;
  const { body, isEncoded } = await loadBody(core, target, load);
  // The read has already failed: do not wait for a second timeout.
  if (found.error || !isEncoded) return body;
  const stored = await (isCurrent() ? store(core, target, body) : read(core, target));
  return stored.hit ? stored : body;
}

async function loadBody(core: CacheCore, { key }: CallTarget, load: Loader): Promise<Loaded> {
  const value = await load();
  try {
    return { body: encode(value, key), isEncoded: true };
  } catch (error) {
    return { body: { value: answerUnstored(core, error, value) }, isEncoded: false };
  }
}

/** What this engine can't encode is returned all the same. What no engine can store is refused. */
function answerUnstored(core: CacheCore, error: unknown, value: unknown): unknown {
  if ((error as CacheError).code !== 'unavailable') throw error;
  core.events.reportError(error as CacheError);
  return value;
}

async function read(core: CacheCore, { place }: CallTarget): Promise<Outcome> {
  const [outcome] = await core.readStore('get', [place]);
  return outcome!;
}

/** Django's race rule: the value stored first counts. */
async function store(
  core: CacheCore,
  { key, place, seconds }: CallTarget,
  body: Body,
): Promise<Outcome> {
  const expires = expiryAt(seconds, core.configuration.now());
  const add = { type: 'add', ...place, ...body, expires, read: true } as const;
  const [outcome] = await core.execute([add], [key]);
  const { error } = outcome!;
  if (error?.code === 'data') throw error;
  if (error) core.events.reportError(error);
  return outcome!;
}
