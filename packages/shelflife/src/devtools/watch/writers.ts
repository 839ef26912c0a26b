/**
 * Who wrote an entry last. A cache's own writes are `set` events, and subscriptions report changes of all tabs: what
 * was reported and was no own write is another tab's.
 */
import { later } from '../../platform/timers.js';
import { type Address, type Row, rowId, type Writer } from './rows.js';

export class Writers {
  /** Numbers what happens. */
  #step = 0;
  /** The latest own write of a key and version, in whatever namespace: events do not name it. */
  readonly #own = new Map<string, number>();
  /** The latest reported change of an entry. */
  readonly #reported = new Map<string, number>();
  /** What was written in this task: its subscribers are told in it, too. */
  readonly #justWritten = new Set<string>();

  get step(): number {
    return this.#step;
  }

  /** A `set` event of the cache. */
  wrote(key: string, version: number): void {
    const id = ownId(key, version);
    this.#own.set(id, ++this.#step);
    if (this.#justWritten.size === 0) later(0, () => this.#justWritten.clear());
    this.#justWritten.add(id);
  }

  /** A subscription reports a change. */
  changed(entry: Address): void {
    if (!this.#justWritten.has(ownId(entry.key, entry.version)))
      this.#reported.set(rowId(entry), ++this.#step);
  }

  /** @param isChanged whether its value is new. Another expiry may be a `touch` of this tab, which is no event. */
  writerOf(row: Row, isChanged: boolean): Writer | undefined {
    const own = this.#own.get(ownId(row.key, row.version)) ?? 0;
    if (own > (this.#reported.get(row.id) ?? 0)) return 'this tab';
    return isChanged ? 'another' : row.writer;
  }

  /** Forgets what happened up to a step, when a read that began after it has ended. */
  forget(step: number): void {
    for (const steps of [this.#own, this.#reported])
      for (const [id, at] of steps) if (at <= step) steps.delete(id);
  }
}

function ownId(key: string, version: number): string {
  return `${version} ${key}`;
}
