/** A worker at work: spoken to by Comlink, which never rejects, and so watched here. */
import { type Remote, releaseProxy, wrap } from 'comlink';
import { watchdog } from '../stores/indexeddb/watchdog.js';
import type { Parcel } from './pack.js';
import type { Ahead, Greeting, Host, Notice } from './protocol.js';
import { PROTOCOL } from './protocol.js';

/** Ms that a worker has at the least to answer whether it is alive: it may be at a long task. */
const SHORTEST_PING = 1_000;

/** The worker is not there, or no more: nobody else throws this. */
export class WorkerGone extends Error {}

export interface Seat {
  /** Asks the worker; rejects with `WorkerGone` if it dies first, or has. */
  call<T>(ask: (host: Remote<Host>) => Promise<T>, deadline: number): Promise<T>;
  /** Sends what belongs to the next call, each value by itself and with the buffers it hands over. */
  sendAhead(values: readonly Parcel[]): void;
  /** Whoever waits is told why, and no call goes through any more. */
  leave(reason: string): void;
}

/**
 * Takes a seat in `worker` once it has said that it speaks our protocol, within `deadline` ms.
 *
 * @param died called once, unless it was left
 */
export async function sitDown(
  worker: Worker,
  deadline: number,
  notice: (notice: Notice) => void,
  died: () => void,
): Promise<Seat> {
  const { port1, port2 } = new MessageChannel();
  const host = wrap<Host>(port1);
  const waiting = new Set<(error: WorkerGone) => void>();
  let gone: WorkerGone | undefined;
  let isReady = false;

  const leave = (reason: string) => {
    if (gone) return;
    gone = new WorkerGone(reason);
    for (const reject of waiting) reject(gone);
    waiting.clear();
    worker.removeEventListener('error', failed);
    // Comlink keeps the port for as long as its proxy lives, which our listeners on the port do.
    host[releaseProxy]();
    port1.close();
  };
  const die = (reason: string) => {
    if (gone) return;
    leave(reason);
    if (isReady) died();
  };
  // Until it is ready this is why it never will be; afterwards it is an error in other code of its.
  const failed = (event: ErrorEvent) => {
    if (!isReady) die(`it could not be loaded: ${event.message || 'no script, or barred'}`);
  };

  /** Rejects with the others when the worker dies. */
  const untilGone = <T>(answer: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (gone) return reject(gone);
      waiting.add(reject);
      answer.then(resolve, reject).finally(() => waiting.delete(reject));
    });

  /** Silence is asked about; only who does not answer that is dead. */
  const call = async <T>(ask: (host: Remote<Host>) => Promise<T>, ms: number): Promise<T> => {
    if (gone) throw gone;
    const patience = ms / 2;
    let isAnswered = false;
    const listen = () => {
      const ping = watchdog(Math.max(patience, SHORTEST_PING), () =>
        die(`it has not answered for ${ms / 1000} s`),
      );
      host.ping().then(() => {
        ping.stop();
        if (!isAnswered) dog = watchdog(patience, listen);
      });
    };
    let dog = watchdog(patience, listen);
    try {
      return await untilGone(ask(host));
    } finally {
      isAnswered = true;
      dog.stop();
    }
  };

  const sendAhead = (values: readonly Parcel[]) => {
    if (values.length === 0) return;
    port1.postMessage({ ahead: values.length } satisfies Ahead);
    for (const [value, buffers] of values) port1.postMessage({ value }, buffers);
  };

  const unread = () => die('a message could not be read, as for want of memory');

  worker.addEventListener('error', failed);
  port1.addEventListener('messageerror', unread);
  port1.addEventListener('message', ({ data }) => {
    if (typeof data?.session === 'number') notice(data);
    if (data?.unread === true) unread();
  });
  worker.postMessage({ shelflife: 'serve', port: port2 } satisfies Greeting, [port2]);
  const dog = watchdog(deadline, () => die(`it was not ready within ${deadline / 1000} s`));
  try {
    const protocol = await untilGone(host.hello());
    if (protocol !== PROTOCOL) die(`it speaks protocol ${protocol}, this page ${PROTOCOL}`);
    if (gone) throw gone;
  } finally {
    dog.stop();
  }
  isReady = true;
  return { call, sendAhead, leave };
}
