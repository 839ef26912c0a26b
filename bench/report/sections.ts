/** The sections of the report. */
import type { SectionId } from '../suites/index.ts';

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly words: string;
}

export const SECTIONS: readonly Section[] = [
  {
    id: 'reads',
    title: 'Reads',
    words:
      'From memory by default; all others with `memory: false`. Calls made at once share a transaction in raw IndexedDB; *same work*: with JSON text, a key path, and indexes by age and expiry.',
  },
  {
    id: 'writes',
    title: 'Writes',
    words: 'Awaited until they are committed, except the queued ones.',
  },
  { id: 'kinds', title: 'Large values and other kinds of values', words: 'One value each.' },
  {
    id: 'large',
    title: 'Calls beside large values',
    words:
      'Calls that need no value. idb-keyval has neither `has` nor `ttl`: here it looks the key up (`getKey`) through its store.',
  },
  {
    id: 'worker',
    title: 'In a worker',
    words:
      'An empty Comlink call: the least that a single call into a worker costs. Busy time is that of the main thread.',
  },
  {
    id: 'scale',
    title: 'Many entries, and sweeps',
    words:
      'The waits during sweeps are those of single calls with 10 ms between them; medians of one run.',
  },
];
