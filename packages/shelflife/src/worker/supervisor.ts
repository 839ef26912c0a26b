/**
 * Supervises the worker that sessions share: starts it on demand, restarts it once, ends it with the last
 * session.
 */
import { connectWorker, type WorkerConnection, WorkerLost } from './connection.js';

/** A worker that dies twice within this many ms is not started again. */
const RESTART_WINDOW = 60_000;

/** Attempts to start a worker within one deadline. */
const ATTEMPTS = 2;

/** The shortest time in ms that a worker gets to start. */
const SHORTEST_START = 1_000;

export interface WorkerSource {
  /** Returns the worker, and starts it if necessary. */
  get(): Worker;
  /** Whether the library starts and terminates the worker, and may restart it. */
  readonly isOurs: boolean;
}

/** A session in the worker. */
export interface Member {
  /** Called when the worker has died, and its sessions with it. */
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

  /**
   * Resolves to a ready connection. Rejects with `WorkerLost` if the worker is not ready within half of
   * `deadline`.
   */
  connect(deadline: number): Promise<WorkerConnection> {
    if (this.#isBroken) return Promise.reject(new WorkerLost('it has failed before'));
    if (this.#connection) return this.#connection;
    const connection = this.#start(deadline);
    this.#connection = connection;
    // If the worker cannot even be started, `#end` has run before the assignment above.
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
