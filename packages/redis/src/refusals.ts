/** Operations that fail alone, because their value or Redis's memory does not allow them. */
import type { Failure, Operation, Outcome } from 'shelflife/store';

export class Refusals {
  readonly #failures = new Map<number, Failure>();

  /** @param at the operation's place in its batch */
  add(at: number, failure: Failure): void {
    this.#failures.set(at, failure);
  }

  /** What is done in their place: a refused `set` leaves no older value, the others change nothing. */
  replace(operations: readonly Operation[]): readonly Operation[] {
    if (this.#failures.size === 0) return operations;
    return operations.map((operation, at) => {
      if (!this.#failures.has(at) || !('key' in operation)) return operation;
      const { key, address } = operation;
      return { type: operation.type === 'set' ? 'delete' : 'has', key, address };
    });
  }

  answer(outcomes: Outcome[]): Outcome[] {
    if (this.#failures.size === 0) return outcomes;
    return outcomes.map((outcome, at) => {
      const error = this.#failures.get(at);
      return error ? { hit: false, error } : outcome;
    });
  }
}
