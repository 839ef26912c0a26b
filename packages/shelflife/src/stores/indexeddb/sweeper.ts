/** Decides when expired entries are removed: by a timer, while there are entries that expire. */
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
   * @param clients the first one's clock and interval count
   * @param beforeFirst called once, with the first sweep
   */
  constructor(pruner: Pruner, clients: ReadonlySet<Client>, beforeFirst: () => void) {
    this.#pruner = pruner;
    this.#clients = clients;
    this.#beforeFirst = beforeFirst;
  }

  /** Sweeps soon: nobody knows what has expired in the database. */
  start(): void {
    for (const { sweepInterval } of this.#clients)
      this.#sweepWithin(Math.min(FIRST_SWEEP, sweepInterval));
  }

  stop(): void {
    this.#cancel();
    this.#dueAt = Infinity;
  }

  /** Sweeps within the interval of a client that has written an entry that expires. */
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
