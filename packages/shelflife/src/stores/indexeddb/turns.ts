/**
 * The order of batches that are under way at once. One that is done again, on a fresh connection or in
 * parts, goes before those asked after it; where one of those was written first, it is given up.
 */

/** The place of one batch. */
export interface Turn {
  /** Why its last attempt failed. */
  failure?: unknown;
  /** A batch asked after it was written. */
  isOvertaken?: boolean;
  /** Never rejects. */
  settled?: Promise<unknown>;
}

export class Turns {
  /** Oldest first. */
  readonly #turns = new Set<Turn>();

  /** Takes the next turn, for all that `work` does. */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    const turn: Turn = {};
    this.#turns.add(turn);
    const result = work(turn).finally(() => this.#turns.delete(turn));
    turn.settled = result.catch(() => {});
    return result;
  }

  /** Makes one attempt at a batch, as soon as none before it has to be done again. */
  async attempt<T>(turn: Turn, writes: boolean, transact: () => Promise<T>): Promise<T> {
    for (const other of this.#before(turn)) if (other.failure) await other.settled;
    if (turn.failure && turn.isOvertaken) throw turn.failure;
    try {
      const result = await transact();
      if (writes) for (const other of this.#before(turn)) other.isOvertaken = true;
      return result;
    } catch (error) {
      turn.failure = error;
      throw error;
    }
  }

  *#before(turn: Turn): Generator<Turn> {
    for (const other of this.#turns) {
      if (other === turn) return;
      yield other;
    }
  }
}
