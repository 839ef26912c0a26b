/** The worker that sessions share: started when needed, restarted once, ended with the last session. */
import { connectWorker, type WorkerConnection, WorkerLost } from './connection.js';

/** A worker that dies twice within this many ms is not started again. */
const RESTART_WINDOW = 60_000;

/** Attempts to start a worker within one deadline. */
const ATTEMPTS = 2;

/** The least time in ms that a worker has to start. */
const SHORTEST_START = 1_000;

export interface WorkerSource {
  /** A worker, started if need be. */
  get(): Worker;
  /** Whether we start and end it, and may start it again. */
  readonly isOurs: boolean;
}

/** A session on the worker. */
export interface Member {
  /** The worker has died, and its sessions with it. */
  onDisconnect(): void;
}

export class WorkerSupervisor {
  readonly #source: WorkerSource;
  readonly #members = new Set<Member>();
  #worker: Worker | undefined;
  #connection: Promise<WorkerConnection> | undefined;
  #lastDeath = -Infinity;
  #isBroken = false;

  constructor(source: WorkerSource) {
    this.#source = source;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#end('its last cache was closed');
  }

  /** Whether another worker may be started. */
  get canRestart(): boolean {
    return !this.#isBroken;
  }

  /** The worker, ready in half of `deadline`; rejects with `WorkerLost`. */
  connect(deadline: number): Promise<WorkerConnection> {
    if (this.#isBroken) return Promise.reject(new WorkerLost('it has failed before'));
    if (this.#connection) return this.#connection;
    const connection = this.#start(deadline);
    this.#connection = connection;
    // `#end` runs before this assignment where the worker cannot even be started.
    connection.catch(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    return connection;
  }

  async #start(deadline: number): Promise<WorkerConnection> {
    try {
      this.#worker = this.#source.get();
      const limit = Math.max(deadline / ATTEMPTS, SHORTEST_START);
      return await connectWorker(this.#worker, limit, () => this.#onDeath());
    } catch (error) {
      this.#onDeath();
      throw error instanceof WorkerLost ? error : new WorkerLost(String(error));
    }
  }

  #onDeath(): void {
    const now = performance.now();
    this.#isBroken = !this.#source.isOurs || now - this.#lastDeath < RESTART_WINDOW;
    this.#lastDeath = now;
    this.#end('it has died');
    for (const member of this.#members) member.onDisconnect();
  }

  #end(reason: string): void {
    const worker = this.#worker;
    this.#connection?.then(
      (connection) => connection.disconnect(reason),
      () => {},
    );
    this.#connection = undefined;
    this.#worker = undefined;
    if (this.#source.isOurs) worker?.terminate();
  }
}
