/** Lets the rows flash that another tab has changed, once each. */
import type { Row } from '../watch/rows.js';

const FLASH_MS = 1_200;

/** A change that was found longer ago is no news. */
const FRESH_MS = 1_000;

export class Flashes {
  /** When the change was found that a row has flashed for. */
  readonly #shown = new Map<string, number>();

  /** @param elements those of rows that another tab has written */
  show(elements: Iterable<HTMLElement>, rows: ReadonlyMap<string, Row>): void {
    const now = performance.now();
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    for (const element of elements) {
      const row = rows.get(element.dataset.id ?? '');
      if (!row || row.changedAt + FRESH_MS < now || this.#shown.get(row.id) === row.changedAt)
        continue;
      this.#shown.set(row.id, row.changedAt);
      if (!isCalm) flash(element);
    }
    for (const [id, at] of this.#shown) if (at + FRESH_MS < now) this.#shown.delete(id);
  }
}

function flash(element: HTMLElement): void {
  const backgroundColor = 'color-mix(in oklab, var(--writer) 24%, transparent)';
  element.animate([{ backgroundColor }, { backgroundColor: 'transparent' }], FLASH_MS);
}
