/** What stands before the first answer: opening a database that is there already, and one get. */
import { keyOf, pairsOf, small } from '../values.ts';
import type { Workload } from './workload.ts';

const TIMES = 10;

export const opening: Workload = {
  id: 'open-get',
  title: 'open plus first get',
  unit: 'µs',
  options: { memory: false },
  fill: () => pairsOf(500, small),
  can: ({ peer }) => peer.reopens,
  async trial({ peer, database, options }) {
    let elapsed = 0;
    for (let n = 0; n < TIMES; n++) {
      const start = performance.now();
      const opened = await peer.open(database, options);
      await opened.get(keyOf(n));
      elapsed += performance.now() - start;
      await opened.close();
    }
    return (elapsed * 1000) / TIMES;
  },
};
