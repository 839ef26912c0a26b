/** A worker in this thread, that serves stores. */
import { serveStores } from 'shelflife/worker/host';

/** What is posted to it comes at once. */
export class InThread extends EventTarget {
  readonly scope = new EventTarget();
  /** The worker's end of the last port that it was greeted with. */
  port: MessagePort | undefined;

  postMessage(data: { port?: MessagePort } | undefined): void {
    this.port = data?.port;
    this.scope.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  terminate(): void {
    this.port?.close();
  }
}

type Scope = Parameters<typeof serveStores>[0];

export function startServing(worker = new InThread()): InThread {
  serveStores(worker.scope as Scope);
  return worker;
}
