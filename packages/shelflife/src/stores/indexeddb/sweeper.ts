/** When expired entries are removed: by a timer, while there are entries that expire. */
import { later } from '../../platform/timers.js';
import type { Connection } from './connection.js';
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

/**
 * @param clients the first one's clock and interval count
 * @param beforeFirst called once, with the first sweep
 */
export function sweeper(
  slices: Slices,
  connection: Pick<Connection, 'current'>,
  clients: ReadonlySet<Client>,
  beforeFirst: () => void,
): Sweeper {
  let isFirst = true;
  let cancel = () => {};
  let dueAt = Infinity;

  const stop = () => {
    cancel();
    dueAt = Infinity;
  };

  const sweepIn = (ms: number) => {
    const at = performance.now() + ms;
    if (!connection.current || at >= dueAt) return;
    cancel();
    dueAt = at;
    cancel = later(ms, sweep);
  };

  const sweep = async () => {
    dueAt = Infinity;
    if (isFirst) beforeFirst();
    isFirst = false;
    const [client] = clients;
    const pruned = client && (await slices.pruneAlone(client));
    if (pruned && pruned !== 'busy' && pruned.isFull) sweepIn(PAUSE);
    else if (pruned === 'busy' || pruned?.isExpiring) sweepIn(client!.sweepInterval);
  };

  return {
    start() {
      for (const { sweepInterval } of clients) sweepIn(Math.min(FIRST_SWEEP, sweepInterval));
    },
    stop,
    expect: ({ sweepInterval }) => sweepIn(sweepInterval),
  };
}
