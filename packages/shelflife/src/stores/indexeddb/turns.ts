/**
 * The order of batches that are under way at once. One that is done again, on a fresh connection or in
 * parts, goes before those asked after it; where one of those was written first, it is given up.
 */

/** The place of one batch. */
export interface Turn {
  readonly number: number;
  /** Why its last attempt failed. */
  failure?: unknown;
  /** Never rejects. */
  settled?: Promise<unknown>;
}

export interface Turns {
  /** Takes the next turn, for all that `work` does. */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T>;
  /** Makes one attempt at a batch, as soon as none before it has to be done again. */
  attempt<T>(turn: Turn, writes: boolean, transact: () => Promise<T>): Promise<T>;
}

export function turns(): Turns {
  const underWay = new Set<Turn>();
  let taken = 0;
  /** The number of the latest batch that was written. */
  let written = 0;

  return {
    take(work) {
      const turn: Turn = { number: ++taken };
      underWay.add(turn);
      const result = work(turn).finally(() => underWay.delete(turn));
      turn.settled = result.catch(() => {});
      return result;
    },
    async attempt(turn, writes, transact) {
      const { number, failure } = turn;
      for (const other of underWay) if (other.number < number && other.failure) await other.settled;
      if (failure && written > number) throw failure;
      try {
        const result = await transact();
        if (writes) written = Math.max(written, number);
        return result;
      } catch (error) {
        turn.failure = error;
        throw error;
      }
    },
  };
}
