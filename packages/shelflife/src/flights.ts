/** The loaders under way: one for each key, and no result is written over what came meanwhile. */
import { inRange } from './key.js';
import type { Operation } from './operation.js';
import type { Change } from './stores/store.js';

/** One loader under way, or the read before it. */
export interface Flight {
  /** Resolves to the snapshot of the value, which everyone copies. */
  value: Promise<unknown>;
  /** Whether the key was overwritten, deleted or cleared since the flight began. */
  overtaken: boolean;
}

interface Aloft extends Flight {
  readonly key: string;
  readonly address: string | undefined;
}

export class Flights {
  readonly #flights = new Map<string, Aloft>();

  get(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  /** Starts a flight; callers that come while it lasts, and is not overtaken, share it. */
  start(
    key: string,
    address: string | undefined,
    load: (flight: Flight) => Promise<unknown>,
  ): Flight {
    const flight: Aloft = { key, address, overtaken: false, value: Promise.resolve() };
    flight.value = load(flight);
    this.#flights.set(key, flight);
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    flight.value.then(land, land);
    return flight;
  }

  /** Nobody tells any more what others do: no result can be trusted to be wanted still. */
  overtakeAll(): void {
    this.#overtake(() => true);
  }

  /** This cache's own writes, at the moment of the call. An `add` leaves it to the store who was first. */
  overtake(operation: Operation): void {
    if (this.#flights.size === 0) return;
    if (operation.type === 'clear') this.#overtake((flight) => isCleared(flight, operation.ranges));
    else if (operation.type === 'set' || operation.type === 'delete')
      this.#overtakeKey(operation.key);
    else if (operation.type === 'move') this.#overtakeKey(operation.to);
  }

  /** What others did. */
  overtakenBy(change: Change): void {
    if ('keys' in change) for (const key of change.keys) this.#overtakeKey(key);
    else
      this.#overtake((flight) => isCleared(flight, 'ranges' in change ? change.ranges : undefined));
  }

  #overtakeKey(key: string): void {
    const flight = this.#flights.get(key);
    if (flight) this.#end(flight);
  }

  #overtake(isOvertaken: (flight: Aloft) => boolean): void {
    for (const flight of [...this.#flights.values()]) if (isOvertaken(flight)) this.#end(flight);
  }

  #end(flight: Aloft): void {
    flight.overtaken = true;
    this.#flights.delete(flight.key);
  }
}

function isCleared(
  { key, address = key }: Aloft,
  ranges: readonly { from: string; to: string }[] | undefined,
): boolean {
  return !ranges || ranges.some((range) => inRange(address, range));
}
