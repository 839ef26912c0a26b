/** The worker's side: serves sessions of the default store to the page. */
import { expose } from 'comlink';
import { type Greeting, type Host, PROTOCOL, type Reply } from './protocol.js';
import { ServedSession } from './served-session.js';
import { gatherAhead } from './unpack.js';

const UNKNOWN_SESSION: Reply<never> = {
  isUnknownSession: true,
  backend: undefined,
  isCoherent: false,
};

/** The parts of a worker's global scope that are needed. */
interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/**
 * Serves stores to the page that passed this worker to `workerStore({ worker })`. Use it in a worker file of
 * your own, which may do other things as well. Call it while the file first runs.
 *
 * @example
 * // my-worker.ts
 * import { serveStores } from 'shelflife/worker/host';
 * serveStores();
 */
export function serveStores(scope: Scope = globalThis as unknown as Scope): void {
  scope.addEventListener('message', ({ data }) => {
    const { shelflife, port } = (data ?? {}) as Partial<Greeting>;
    if (shelflife === 'serve' && port instanceof MessagePort) expose(hostOn(port), port);
  });
}

function hostOn(port: MessagePort): Host {
  const sessions = new Map<number, ServedSession>();
  const unpack = gatherAhead(port);
  return {
    hello: () => PROTOCOL,
    ping: () => {},
    open(id, settings) {
      const postNotice = (notice: object) => port.postMessage({ session: id, ...notice });
      sessions.set(id, new ServedSession(settings, postNotice));
    },
    async execute(id, batch, places = [], recent) {
      const arrivals = unpack(places);
      return sessions.get(id)?.execute(batch, arrivals, recent) ?? UNKNOWN_SESSION;
    },
    async keys(id, ...page) {
      return sessions.get(id)?.keys(...page) ?? UNKNOWN_SESSION;
    },
    size: async (id) => sessions.get(id)?.size() ?? UNKNOWN_SESSION,
    listen: (id, isListening) => sessions.get(id)?.listen(isListening) ?? UNKNOWN_SESSION,
    flush: (id, isUrgent) => sessions.get(id)?.flush(isUrgent),
    async close(id) {
      const session = sessions.get(id);
      sessions.delete(id);
      await session?.close();
    },
  };
}
