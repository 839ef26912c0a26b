/** What events cost where somebody listens, and `maxBytes` where it is set. */
import { inPage, inPageWith, OURS, shelflifeHeard } from '../peers/shelflife.ts';
import { keysOf, pairsOf, row, shortText } from '../values.ts';
import { fillWith, type Suite } from './suite.ts';

const HOT = 50;
const LONE = 20;
const MANY = 500;

const shelflife = inPage(OURS);
const roomy = inPageWith('Shelflife, maxBytes that is not met', { maxBytes: 1e9 });
/** Room for 1,000 entries of the suite, so that each run culls. */
const tight = inPageWith('Shelflife, maxBytes that culls', { maxBytes: 700_000 });

export const heardReads: Suite = {
  id: 'heard-reads',
  title: 'reads with listeners',
  section: 'reads',
  peers: [shelflife, shelflifeHeard],
  fill: (opened) => fillWith(opened, pairsOf(HOT, shortText)),
  workloads: [
    {
      id: 'heard-get',
      title: 'get from memory, with listeners of events',
      operations: HOT * 10,
      async run(opened) {
        for (let round = 0; round < 10; round++)
          for (const key of keysOf(HOT)) await opened.get(key);
      },
    },
  ],
};

let written = 0;

/** New keys each time. */
function newPairs(count: number) {
  return Array.from({ length: count }, () => [`new ${written++}`, row(written)] as const);
}

export const watchedWrites: Suite = {
  id: 'watched-writes',
  title: 'writes with listeners, or maxBytes',
  section: 'writes',
  peers: [shelflife, shelflifeHeard, roomy, tight],
  options: { maxEntries: null },
  fill: (opened) => fillWith(opened, pairsOf(MANY, row)),
  workloads: [
    {
      id: 'watched-set',
      title: 'set of new keys, 0.3 kB, with listeners or maxBytes',
      operations: LONE,
      async run(opened) {
        for (const [key, value] of newPairs(LONE)) await opened.set(key, value);
      },
    },
    {
      id: 'watched-set-many',
      title: `setMany of ${MANY} new keys, 0.3 kB, with listeners or maxBytes`,
      run: (opened) => opened.setMany(newPairs(MANY)),
    },
  ],
};
