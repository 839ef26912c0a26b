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

type Loader = () => unknown;

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
  const flight = engine.flights.get(key);
  if (flight) return copyOf(await flight.value);
  if (typeof valueOrLoader !== 'function') return addValue(engine, wanted, valueOrLoader);
  return copyOf(await takeOff(engine, wanted, valueOrLoader as Loader).value);
}

/** A value has its place in the order of the calls, and counts as it is at this moment. */
async function addValue(engine: Engine, wanted: Wanted, value: unknown): Promise<unknown> {
  const given = snapshot(value, wanted.key);
  const there = await (given.error ? read(engine, wanted) : store(engine, wanted, given));
  if (there.hit) return there.value;
  if (given.error) throw given.error;
  return copyOf(given.value);
}

function takeOff(engine: Engine, wanted: Wanted, load: Loader): Flight {
  const { flights } = engine;
  const { key, address } = wanted.place;
  const isOvertaken = () => flights.get(key) !== flight;
  const land = () => isOvertaken() || flights.delete(key);
  const value = fly(engine, wanted, load, isOvertaken).finally(land);
  const flight = { address, value };
  flights.set(key, flight);
  return flight;
}

async function fly(
  engine: Engine,
  wanted: Wanted,
  load: Loader,
  isOvertaken: () => boolean,
): Promise<unknown> {
  const found = await read(engine, wanted);
  if (found.hit) return found.value;
  const loaded = snapshot(await load(), wanted.key);
  if (loaded.error) throw loaded.error;
  // A store that has just failed to answer is not waited for once more.
  if (found.error) return loaded.value;
  const there = await (isOvertaken() ? read(engine, wanted) : store(engine, wanted, loaded));
  return (there.hit ? there : loaded).value;
}

function read(engine: Engine, { place }: Wanted): Promise<Outcome> {
  return engine.read({ type: 'get', ...place });
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
