/** The worker's side of raw IndexedDB behind Comlink. */
import { expose } from 'comlink';
import type { Opened, OpenOptions, Pair } from './peer.ts';
import { raw } from './raw.ts';

let opened: Opened;

const host = {
  async open(name: string, options: OpenOptions) {
    opened = await raw.open(name, options);
  },
  get: (key: string) => opened.get(key),
  set: async (key: string, value: unknown) => void (await opened.set(key, value)),
  getMany: (keys: readonly string[]) => opened.getMany(keys),
  setMany: async (pairs: readonly Pair[]) => void (await opened.setMany(pairs)),
};

export type RawHost = typeof host;

expose(host);
