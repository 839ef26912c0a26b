/** What happens on a miss: one loader for all callers that wait, its result stored unless invalidated. */
import type { Body } from '../model/codec/body.js';
import { decode, decodeCopy, encode } from '../model/codec/encode.js';
import type { CacheError } from '../model/errors.js';
import type { Place } from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import { expiryAt } from '../model/timeout.js';
import type { Engine } from './cache-core.js';

/** A loader under way, or the read before it: shared until its key is overwritten or cleared. */
export interface Flight {
  readonly address?: string | undefined;
  /**
   * Resolves to the value as it is kept, which each caller copies; to `undefined` where the callers may
   * be different users, so that each has to load for itself.
   */
  readonly result: Promise<Body | undefined>;
}

type Loader = () => unknown;

/** What a loader gave; this engine may be unable to encode it, though others could. */
interface Loaded {
  readonly body: Body;
  readonly isEncoded: boolean;
}

/** What a call asks for. */
export interface Wanted {
  readonly key: string;
  readonly place: Place;
  readonly seconds: number;
}

/** Resolves to a copy of the value under `place`, or of what `valueOrLoader` gives on a miss. */
export async function getOrSet(
  engine: Engine,
  wanted: Wanted,
  valueOrLoader: unknown,
): Promise<unknown> {
  const { key } = wanted.place;
  const held = engine.peek(key);
  if (held) return held.value;
  if (typeof valueOrLoader !== 'function') return addValue(engine, wanted, valueOrLoader);
  const load = valueOrLoader as Loader;
  const flight = engine.flights.get(key) ?? startLoad(engine, wanted, load);
  return decodeCopy((await flight.result) ?? (await loadBody(engine, wanted, load)).body);
}

/** A plain value is an `add`: copied now, ordered with the other calls. */
async function addValue(engine: Engine, wanted: Wanted, value: unknown): Promise<unknown> {
  let given: Body;
  try {
    given = encode(value, wanted.key);
  } catch (error) {
    const there = await read(engine, wanted);
    return there.hit ? decode(there) : answerUnstored(engine, error, value);
  }
  const there = await store(engine, wanted, given);
  return there.hit ? decode(there) : decodeCopy(given);
}

function startLoad(engine: Engine, wanted: Wanted, load: Loader): Flight {
  const { flights } = engine;
  const { key, address } = wanted.place;
  const isInvalidated = () => flights.get(key) !== flight;
  const forgetFlight = () => isInvalidated() || flights.delete(key);
  const result = loadAndStore(engine, wanted, load, isInvalidated).finally(forgetFlight);
  const flight = { address, result };
  flights.set(key, flight);
  return flight;
}

async function loadAndStore(
  engine: Engine,
  wanted: Wanted,
  load: Loader,
  isInvalidated: () => boolean,
): Promise<Body | undefined> {
  const found = await read(engine, wanted);
  if (found.hit) return found;
  if ((found.error || engine.backend) && !engine.mayShare) return undefined;
  const { body, isEncoded } = await loadBody(engine, wanted, load);
  // The read has already failed: do not wait for a second timeout.
  if (found.error || !isEncoded) return body;
  const there = await (isInvalidated() ? read(engine, wanted) : store(engine, wanted, body));
  return there.hit ? there : body;
}

async function loadBody(engine: Engine, { key }: Wanted, load: Loader): Promise<Loaded> {
  const value = await load();
  try {
    return { body: encode(value, key), isEncoded: true };
  } catch (error) {
    return { body: { value: answerUnstored(engine, error, value) }, isEncoded: false };
  }
}

/** What this engine can't encode is answered all the same; what can't be stored anywhere is refused. */
function answerUnstored(engine: Engine, error: unknown, value: unknown): unknown {
  if ((error as CacheError).code !== 'unavailable') throw error;
  engine.tell(error as CacheError);
  return value;
}

function read(engine: Engine, { place }: Wanted): Promise<Outcome> {
  return engine.read({ type: 'get', ...place });
}

/** Django's race rule: the value stored first counts. */
async function store(
  engine: Engine,
  { key, place, seconds }: Wanted,
  loaded: Body,
): Promise<Outcome> {
  const expires = expiryAt(seconds, engine.configuration.now());
  try {
    return await engine.submit({ type: 'add', ...place, ...loaded, expires, read: true }, key);
  } catch (error) {
    if ((error as CacheError).code === 'data') throw error;
    engine.tell(error as CacheError);
    return { hit: false };
  }
}
