/** One worker for all who share it: started when it is needed, once more if it dies, ended with the last. */
import type { Notice } from './protocol.js';
import { type Seat, sitDown, WorkerGone } from './seat.js';

/** A worker that dies again within so many ms is not started a third time. */
const RESTART_WINDOW = 60_000;

/** A worker that cannot be had is started once more, within one deadline. */
const TRIES = 2;

/** Ms that a worker has at the least to start. */
const SHORTEST_START = 500;

/** What the hub tells a session. */
export interface Member {
  notice(notice: Notice): void;
  /** What others do goes unheard for a while, or went: nothing in memory can be trusted. */
  unheard(): void;
}

export interface Source {
  /** A worker, started if need be. */
  get(): Worker;
  /** Whether another one can be had, and this one is ours to end. */
  readonly isOurs: boolean;
}

export class Hub {
  readonly #source: Source;
  readonly #members = new Map<number, Member>();
  #lastId = 0;
  #worker: Worker | undefined;
  #seat: Promise<Seat> | undefined;
  #lastDeath = -Infinity;
  #isBroken = false;

  constructor(source: Source) {
    this.#source = source;
  }

  join(member: Member): number {
    this.#members.set(++this.#lastId, member);
    return this.#lastId;
  }

  leave(id: number): void {
    this.#members.delete(id);
    if (this.#members.size === 0) this.#end('its last cache was closed');
  }

  /** The worker, ready in half of `deadline`; rejects with `WorkerGone`, for good once it has been tried twice. */
  seat(deadline: number): Promise<Seat> {
    if (this.#isBroken) return Promise.reject(new WorkerGone('it has failed before'));
    if (this.#seat) return this.#seat;
    const seat = this.#sitDown(deadline);
    this.#seat = seat;
    // One that could not even be started is known not to be there before it is noted here.
    seat.catch(() => {
      if (this.#seat === seat) this.#seat = undefined;
    });
    return seat;
  }

  /** Whether the last failure was not the last word. */
  get mayBeTriedAgain(): boolean {
    return !this.#isBroken;
  }

  async #sitDown(deadline: number): Promise<Seat> {
    try {
      this.#worker = this.#source.get();
      return await sitDown(
        this.#worker,
        Math.max(deadline / TRIES, SHORTEST_START),
        (notice) => this.#members.get(notice.session)?.notice(notice),
        () => this.#died(),
      );
    } catch (error) {
      this.#died();
      throw error instanceof WorkerGone ? error : new WorkerGone(String(error));
    }
  }

  #died(): void {
    const now = performance.now();
    this.#isBroken = !this.#source.isOurs || now - this.#lastDeath < RESTART_WINDOW;
    this.#lastDeath = now;
    this.#end('it has died');
    for (const member of this.#members.values()) member.unheard();
  }

  #end(reason: string): void {
    const worker = this.#worker;
    this.#seat?.then(
      (seat) => seat.leave(reason),
      () => {},
    );
    this.#seat = undefined;
    this.#worker = undefined;
    if (this.#source.isOurs) worker?.terminate();
  }
}
