/** IndexedDB by hand behind Comlink: the least that a store in a worker can cost. */
import { wrap } from 'comlink';
import type { Pair, Peer } from './peer.ts';
import type { RawHost } from './raw-host.ts';

export const rawInWorker: Peer = {
  name: 'raw IndexedDB behind Comlink',
  reopens: false,
  async open(name, options) {
    const worker = new Worker(new URL('./raw-host.ts', import.meta.url), { type: 'module' });
    const raw = wrap<RawHost>(worker);
    await raw.open(name, options);
    const getMany = (keys: readonly string[]) => raw.getMany(keys);
    const setMany = (pairs: readonly Pair[]) => raw.setMany(pairs);
    return {
      get: (key) => raw.get(key),
      set: (key, value) => raw.set(key, value),
      getMany,
      setMany,
      together: { get: getMany, set: setMany, incr: () => undefined },
      close: () => worker.terminate(),
    };
  },
};
