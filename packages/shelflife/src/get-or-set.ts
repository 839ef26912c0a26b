/** What happens on a miss: one loader for all who wait, and its result stored unless overtaken. */
import type { Engine } from './engine.js';
import type { CacheError } from './errors.js';
import type { Place } from './key.js';
import type { Outcome } from './operation.js';
import { copyOf, type Inspected, snapshot } from './snapshot.js';
import { expiryAt } from './timeout.js';

/** A loader under way, or the read before it: shared until its key is overwritten or cleared. */
export interface Flight {
  readonly address?: string | undefined;
  /** Resolves to the snapshot of the value, which everyone copies. */
  readonly value: Promise<unknown>;
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
  return copyOf(await (engine.flights.get(key) ?? takeOff(engine, wanted, valueOrLoader)).value);
}

function takeOff(engine: Engine, wanted: Wanted, valueOrLoader: unknown): Flight {
  const { flights } = engine;
  const { key, address } = wanted.place;
  const isOvertaken = () => flights.get(key) !== flight;
  const land = () => isOvertaken() || flights.delete(key);
  const value = fly(engine, wanted, valueOrLoader, isOvertaken).finally(land);
  const flight = { address, value };
  flights.set(key, flight);
  return flight;
}

async function fly(
  engine: Engine,
  wanted: Wanted,
  valueOrLoader: unknown,
  isOvertaken: () => boolean,
): Promise<unknown> {
  const isLoader = typeof valueOrLoader === 'function';
  // A value instead of a loader counts as it is at the moment of the call.
  const given = isLoader ? undefined : snapshot(valueOrLoader, wanted.key);
  const read = () => engine.read({ type: 'get', ...wanted.place });
  const found = await read();
  if (found.hit) return found.value;
  const loaded = given ?? snapshot(await (valueOrLoader as () => unknown)(), wanted.key);
  if (loaded.error) throw loaded.error;
  const there = await (isOvertaken() ? read() : store(engine, wanted, loaded));
  return (there.hit ? there : loaded).value;
}

/** Django's race rule: whoever stored first, his value counts. */
async function store(
  engine: Engine,
  { key, place, seconds }: Wanted,
  loaded: Inspected,
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
