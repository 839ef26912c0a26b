/** What happens on a miss: one loader for all who wait, and its result stored unless overtaken. */
import type { Engine } from './engine.js';
import { type CacheError, type Failure, toError } from './errors.js';
import type { Flight } from './flights.js';
import type { Outcome } from './operation.js';
import type { Place } from './place.js';
import { copyOf, snapshot } from './snapshot.js';
import { expiryAt } from './timeout.js';

type Loader = () => unknown;

/** Resolves to a copy of the value under `place`, or of what `valueOrLoader` gives on a miss. */
export async function getOrSet(
  engine: Engine,
  place: Place,
  valueOrLoader: unknown,
  seconds: number,
): Promise<unknown> {
  const load = typeof valueOrLoader === 'function' ? valueOrLoader : asOf(valueOrLoader, place);
  const flight =
    engine.flights.get(place.stored) ??
    engine.flights.start(place.stored, place.address, (own) =>
      fly(engine, place, load as Loader, seconds, own),
    );
  return copyOf(await flight.value);
}

async function fly(
  engine: Engine,
  place: Place,
  load: Loader,
  seconds: number,
  flight: Flight,
): Promise<unknown> {
  const found = await read(engine, place);
  if (found.hit) return found.value;
  const value = storable(await load(), place);
  const stored = flight.overtaken
    ? await read(engine, place)
    : await store(engine, place, value, expiryAt(seconds, engine.configuration.now()));
  return stored.hit ? stored.value : value;
}

/** A failing store is a miss. */
async function read(engine: Engine, { stored }: Place): Promise<Outcome> {
  try {
    return await engine.submit({ type: 'get', key: stored });
  } catch (error) {
    engine.tell(error as CacheError);
    return { hit: false };
  }
}

/** Django's race rule: whoever stored first, his value counts. */
async function store(
  engine: Engine,
  { key, stored, address }: Place,
  value: unknown,
  expires: number,
): Promise<Outcome> {
  const add = { type: 'add', key: stored, address, value, expires, read: true } as const;
  const outcome = await engine.submit(add).catch((error) => ({ hit: false, error }));
  if (!outcome.error) return outcome;
  if (outcome.error.code === 'data') throw toError(outcome.error, key);
  engine.tell(toError(outcome.error, key) as CacheError);
  return { hit: false };
}

/** A value instead of a loader counts as it is at the moment of the call. */
function asOf(value: unknown, place: Place): Loader {
  try {
    const copy = storable(value, place);
    return () => copy;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function storable(result: unknown, { key }: Place): unknown {
  try {
    return snapshot(result);
  } catch (cause) {
    throw unstorable(cause, key);
  }
}

/** The error of a value that can't be stored. */
export function unstorable(cause: unknown, key: string): CacheError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const failure: Failure = { code: 'data', message: `Value cannot be stored: ${why}`, cause };
  return toError(failure, key) as CacheError;
}
