/** When expired entries are removed: by a timer, while there are entries that expire. */
import { later } from '../../background.js';
import type { Client, Slices } from './slices.js';

const FIRST_SWEEP = 10_000;

/** Ms between two slices of one sweep. */
const PAUSE = 20;

export interface Sweeper {
  /** Sweeps soon: nobody knows what has expired in the database. */
  start(): void;
  stop(): void;
  /** Sweeps within the interval of a client that has written an entry that expires. */
  expect(client: Client): void;
}

/** @param clients the first one's clock counts */
export function sweeper(slices: Slices, clients: ReadonlySet<Client>): Sweeper {
  let cancel = () => {};
  let dueAt = Infinity;
  let isStopped = true;

  const sweepIn = (ms: number) => {
    const at = performance.now() + ms;
    if (isStopped || at >= dueAt) return;
    cancel();
    dueAt = at;
    cancel = later(ms, sweep);
  };

  const interval = () => Math.min(...[...clients].map(({ sweepInterval }) => sweepInterval));

  const sweep = async () => {
    dueAt = Infinity;
    const [client] = clients;
    if (!client) return;
    const pruned = await slices.pruneAlone(client);
    if (pruned === 'busy') sweepIn(interval());
    else if (pruned?.isFull) sweepIn(PAUSE);
    else if (pruned?.isExpiring) sweepIn(interval());
  };

  return {
    start() {
      isStopped = false;
      sweepIn(Math.min(FIRST_SWEEP, interval()));
    },
    stop() {
      cancel();
      dueAt = Infinity;
      isStopped = true;
    },
    expect: ({ sweepInterval }) => sweepIn(sweepInterval),
  };
}
