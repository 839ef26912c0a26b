/** A Comlink call that does nothing: the least that a single call into a worker costs. */
import { wrap } from 'comlink';
import type { Nothing } from './empty-worker.ts';
import type { Peer } from './peer.ts';

export const EMPTY_CALL = 'empty Comlink call';

export const emptyCall: Peer = {
  name: EMPTY_CALL,
  reopens: false,
  open() {
    const worker = new Worker(new URL('./empty-worker.ts', import.meta.url), { type: 'module' });
    const { nothing } = wrap<Nothing>(worker);
    return {
      get: () => nothing(),
      set: () => nothing(),
      getMany: () => nothing(),
      setMany: () => nothing(),
      close: () => worker.terminate(),
    };
  },
};
