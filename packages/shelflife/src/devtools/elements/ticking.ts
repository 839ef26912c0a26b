/** Renders an element again whenever what it shows of the time left changes: when a second of an entry has passed. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { later } from '../../platform/timers.js';

/** Ms between two ticks at least. */
const SHORTEST = 100;

export class Ticking implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #lefts: () => readonly number[];
  #stop = () => {};

  /** @param lefts ms, of the entries that are shown and expire */
  constructor(host: ReactiveControllerHost, lefts: () => readonly number[]) {
    this.#host = host;
    this.#lefts = lefts;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#stop();
    const waits = this.#lefts()
      .filter((left) => left > 0)
      .map((left) => left % 1000 || 1000);
    if (waits.length === 0) return;
    const wait = Math.max(SHORTEST, Math.min(...waits));
    this.#stop = later(wait, () => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#stop();
  }
}
