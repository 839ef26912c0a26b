/** Tabs that read what others write. Each function is sent to a page as text: it sees nothing around it. */
import type { UntypedCache } from 'shelflife';

declare global {
  interface Window {
    /** A cache with a tier, on the name that all tabs use. */
    cache: UntypedCache;
    /** What is on the disk. */
    truth: UntypedCache;
    /** One turn of the event loop, so that messages come in. */
    turn: () => Promise<void>;
  }
}

/** Gives a page its caches, and brings `k` into its tier. */
export async function installCaches(): Promise<void> {
  const { createCache } = window.shelflife;
  window.cache = createCache({ name: 'coherent', timeout: null });
  window.truth = createCache({ name: 'coherent', memory: false });
  window.turn = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(0);
    });
  await window.cache.get('k');
}

/** What the page answers, and what was on the disk just before it did. */
export async function compareWithDisk(): Promise<{ stored: number; answered: number }> {
  const stored = await window.truth.get<number>('k', -1);
  return { stored, answered: await window.cache.get<number>('k', -1) };
}

/** Reads until it sees `last`: what it saw after something newer, and how many different values. */
export async function readUpTo(last: number) {
  const older: [number, number][] = [];
  let seen = 0;
  let different = 0;
  while (seen < last) {
    const value = await window.cache.get<number>('k', 0);
    if (value < seen) older.push([seen, value]);
    if (value !== seen) different++;
    seen = value;
    await window.turn();
  }
  return { older, different };
}

export async function writeUpTo(last: number): Promise<void> {
  for (let n = 1; n <= last; n++) await window.cache.set('k', n);
}

/** Counts up `times`, reads in between, and gives what it saw after something newer. */
export async function countAndRead(times: number): Promise<[number, number][]> {
  const older: [number, number][] = [];
  let seen = 0;
  const look = (value: number) => {
    if (value < seen) older.push([seen, value]);
    seen = value;
  };
  for (let n = 0; n < times; n++) {
    look(await window.cache.incr('k'));
    for (let reads = 0; reads < 3; reads++) {
      look(await window.cache.get<number>('k', -1));
      await window.turn();
    }
  }
  return older;
}

/** Ways to take entries from a namespace that holds `k` and `l`, and what each leaves. */
export const TAKEN = { delete: ['l'], clear: [], namespace: [], move: ['l'] };

export async function takeAway(how: string): Promise<void> {
  const view = window.cache.namespace('n');
  if (how === 'delete') await view.delete('k');
  if (how === 'clear') await window.cache.clear();
  if (how === 'namespace') await view.clear();
  if (how === 'move') await view.incrVersion('k');
}

/** Stores what is to be taken away. */
export async function holdBoth(): Promise<void> {
  await window.cache.namespace('n').setMany({ k: 'held', l: 'held' });
}

/** Which of both the page still has. */
export async function keysHeld(): Promise<string[]> {
  return Object.keys(await window.cache.namespace('n').getMany(['k', 'l']));
}

/** Starts a worker that holds a lock, as a cache's worker does. */
export function holdLockInWorker(): Promise<void> {
  const script = `navigator.locks.request('held', { mode: 'shared' }, () => {
    postMessage('held');
    return new Promise(() => {});
  });`;
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  Object.assign(window, { worker });
  return new Promise((resolve) => {
    worker.onmessage = () => resolve();
  });
}
