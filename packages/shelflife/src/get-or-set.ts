/** What happens on a miss: one loader for all callers that wait, its result stored unless invalidated. */
import type { Engine } from './engine.js';
import type { CacheError } from './errors.js';
import type { Place } from './key.js';
import type { Outcome } from './operation.js';
import { copyOf, type Inspected, snapshot } from './snapshot.js';
import { expiryAt } from './timeout.js';

/** A loader under way, or the read before it: shared until its key is overwritten or cleared. */
export interface Flight {
  readonly address?: string | undefined;
  /**
   * Resolves to the snapshot, which every caller copies; to `undefined` where the callers may be
   * different users, so that each has to load for itself.
   */
  readonly result: Promise<Loaded | undefined>;
}

type Loader = () => unknown;
type Loaded = Pick<Outcome, 'value'>;

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
  const { value } = (await flight.result) ?? (await loadSnapshot(load, wanted));
  return copyOf(value);
}

/** A plain value is an `add`: copied now, ordered with the other calls. */
async function addValue(engine: Engine, wanted: Wanted, value: unknown): Promise<unknown> {
  const given = snapshot(value, wanted.key);
  const there = await (given.error ? read(engine, wanted) : store(engine, wanted, given));
  if (there.hit) return there.value;
  if (given.error) throw given.error;
  return copyOf(given.value);
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
): Promise<Loaded | undefined> {
  const found = await read(engine, wanted);
  if (found.hit) return found;
  if ((found.error || engine.backend) && !engine.mayShare) return undefined;
  const loaded = await loadSnapshot(load, wanted);
  // The read has already failed: do not wait for a second timeout.
  if (found.error) return loaded;
  const there = await (isInvalidated() ? read(engine, wanted) : store(engine, wanted, loaded));
  return there.hit ? there : loaded;
}

async function loadSnapshot(load: Loader, { key }: Wanted): Promise<Inspected> {
  const loaded = snapshot(await load(), key);
  if (loaded.error) throw loaded.error;
  return loaded;
}

function read(engine: Engine, { place }: Wanted): Promise<Outcome> {
  return engine.read({ type: 'get', ...place });
}

/** Django's race rule: the value stored first counts. */
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
