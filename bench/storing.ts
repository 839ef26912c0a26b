/**
 * What the main thread has to bear while 5,000 entries of 5 kB are stored, in the page and in a
 * worker, in each shape that they can be stored in.
 *
 * Its longest task is the longest wait of a message sent to and fro without a pause; its busy time,
 * in runs without such messages, the processor time that the browser counts (`TaskDuration`).
 */
import { longestGap } from './longest-gap.ts';
import type { Pace, Progress } from './pace.ts';
import { inWorker, mainThread } from './peers/in-worker.ts';
import type { Opened } from './peers/peer.ts';
import { breathe, type Result } from './rounds.ts';
import { medium, pairsOf } from './values.ts';

const ROUNDS = 3;
const COUNT = 5000;
const GROUP = 250;
const ALL = 'courses';

interface Shape {
  readonly id: string;
  readonly title: string;
  readonly store: (opened: Opened) => unknown;
}

const pairs = pairsOf(COUNT, medium);
const values = pairs.map(([, value]) => value);
const encoder = new TextEncoder();
const encode = (value: unknown) => encoder.encode(JSON.stringify(value));

const given = encode(values);

const shapes: readonly Shape[] = [
  {
    id: 'many',
    title: 'setMany of all',
    store: (opened) => opened.setMany(pairs),
  },
  {
    id: 'groups',
    title: `setMany of ${GROUP} at a time, awaited`,
    async store(opened) {
      for (let at = 0; at < COUNT; at += GROUP) await opened.setMany(pairs.slice(at, at + GROUP));
    },
  },
  {
    id: 'many-text',
    title: 'setMany of all, each as JSON text',
    store: (opened) => opened.setMany(pairs.map(([key, value]) => [key, JSON.stringify(value)])),
  },
  {
    id: 'array',
    title: 'one set, an array of all',
    store: (opened) => opened.set(ALL, values),
  },
  {
    id: 'text',
    title: 'one set, JSON text of all',
    store: (opened) => opened.set(ALL, JSON.stringify(values)),
  },
  {
    id: 'bytes',
    title: 'one set, JSON of all as bytes',
    store: (opened) => opened.set(ALL, encode(values)),
  },
  {
    id: 'given-bytes',
    title: 'one set, bytes that were there',
    store: (opened) => opened.set(ALL, given),
  },
];

/** The ids and titles of the results, and what they measure. */
const MEASURES = { longest: 'longest task', busy: 'busy', done: 'done after' } as const;

interface Subject {
  readonly name: string;
  readonly opened: Opened;
}

export async function runStoring({ rounds }: Pace, progress: Progress): Promise<Result[]> {
  const subjects: Subject[] = [];
  for (const peer of [mainThread, inWorker])
    subjects.push({ name: peer.name, opened: await peer.open('storing', {}) });
  const results = shapes.flatMap((shape) => blank(shape, subjects));
  const most = Math.min(rounds, ROUNDS);
  for (const { store } of shapes) for (const { opened } of subjects) await store(opened);
  for (let round = 0; round < most; round++) {
    for (const shape of shapes)
      for (const subject of subjects) {
        const costs = await measure(shape, subject);
        for (const [measure, cost] of Object.entries(costs))
          results.find(({ id }) => id === idOf(shape, measure))!.samples[subject.name]!.push(cost);
      }
    progress((round + 1) / most);
  }
  return results;
}

async function measure(
  { store }: Shape,
  { opened }: Subject,
): Promise<Record<keyof typeof MEASURES, number>> {
  await breathe();
  const longest = await longestGap(() => store(opened));
  await breathe();
  const before = await busyTime();
  const start = performance.now();
  await store(opened);
  const done = performance.now() - start;
  return { longest, busy: (await busyTime()) - before, done };
}

function blank(shape: Shape, subjects: readonly Subject[]): Result[] {
  return Object.entries(MEASURES).map(([measure, words]) => ({
    id: idOf(shape, measure),
    title: `${shape.title}: ${words}`,
    unit: 'ms',
    samples: Object.fromEntries(subjects.map(({ name }) => [name, []])),
  }));
}

function idOf({ id }: Shape, measure: string): string {
  return `storing-${id}-${measure}`;
}
