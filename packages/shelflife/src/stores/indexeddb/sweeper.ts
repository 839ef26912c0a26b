/** Decides when expired entries are removed. A timer runs while there are entries with an expiry. */
import { later } from '../../platform/timers.js';
import type { Client, Pruner } from './pruner.js';

const FIRST_SWEEP = 10_000;

/** Ms between two slices of one sweep. */
const PAUSE = 20;

export class Sweeper {
  readonly #pruner: Pruner;
  readonly #clients: ReadonlySet<Client>;
  /** Called once, with the first sweep. */
  #beforeFirst: (() => void) | undefined;
  #cancel = () => {};
  #dueAt = Infinity;

  /**
   * @param clients sweeps use the clock and the interval of the first one
   * @param beforeFirst called once, with the first sweep
   */
  constructor(pruner: Pruner, clients: ReadonlySet<Client>, beforeFirst: () => void) {
    this.#pruner = pruner;
    this.#clients = clients;
    this.#beforeFirst = beforeFirst;
  }

  /** Schedules the first sweep soon, because entries may have expired while the database was closed. */
  start(): void {
    for (const { sweepInterval } of this.#clients)
      this.#sweepWithin(Math.min(FIRST_SWEEP, sweepInterval));
  }

  stop(): void {
    this.#cancel();
    this.#dueAt = Infinity;
  }

  /** Call when a client has written an entry with an expiry. Schedules a sweep within the client's interval. */
  expect({ sweepInterval }: Client): void {
    this.#sweepWithin(sweepInterval);
  }

  #sweepWithin(ms: number): void {
    const at = performance.now() + ms;
    if (!this.#pruner.isConnected || at >= this.#dueAt) return;
    this.#cancel();
    this.#dueAt = at;
    this.#cancel = later(ms, () => this.#sweep());
  }

  async #sweep(): Promise<void> {
    this.#dueAt = Infinity;
    this.#beforeFirst?.();
    this.#beforeFirst = undefined;
    const [client] = this.#clients;
    if (!client) return;
    const pruned = await this.#pruner.pruneAlone(client);
    if (pruned === 'busy' || pruned?.isExpiring) this.#sweepWithin(client.sweepInterval);
    if (pruned !== 'busy' && pruned?.isFull) this.#sweepWithin(PAUSE);
  }
}
