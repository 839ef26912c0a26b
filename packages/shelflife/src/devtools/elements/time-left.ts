/** The time that an entry has left: a draining ring, and the seconds. */
import { css, html, svg } from 'lit';
import { formatLeft } from '../format.js';

/** A full ring: the smallest of these that holds the time that is left. */
const SCALES = [10, 30, 60, 120, 300, 600, 3600, 86_400].map((seconds) => seconds * 1000);

/** Remembers how much a full ring of each entry is, so that it drains. */
export class Rings {
  readonly #scales = new Map<string, { readonly expires: number; readonly full: number }>();

  /** The share of the ring that is left. */
  shareOf(id: string, expires: number, left: number): number {
    const known = this.#scales.get(id);
    const full =
      known?.expires === expires ? known.full : (SCALES.find((scale) => left <= scale) ?? left);
    this.#scales.set(id, { expires, full });
    return Math.min(1, left / full);
  }

  /** Forgets all entries but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#scales.keys()) if (!ids.has(id)) this.#scales.delete(id);
  }
}

/** @param left ms, or `null` for ever */
export function timeLeft(left: number | null, share: number) {
  if (left === null)
    return html`<span class="time"><span class="ever" aria-hidden="true">●</span>for ever</span>`;
  if (left <= 0) return html`<span class="time over">${ring(0)}expired</span>`;
  return html`<span class="time">${ring(share)}${formatLeft(left)}</span>`;
}

function ring(share: number) {
  const offset = 100 - share * 100;
  return svg`<svg viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="16" cy="16" r="12" />
    ${
      share > 0
        ? svg`<circle class="drain" cx="16" cy="16" r="12" pathLength="100" stroke-dasharray="100" stroke-dashoffset=${offset} />`
        : ''
    }
  </svg>`;
}

export const timeLeftStyles = css`
  .time {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
  }
  .time svg {
    flex: none;
    width: 16px;
    height: 16px;
    transform: rotate(-90deg);
  }
  .time circle {
    fill: none;
    stroke: var(--line);
    stroke-width: 5;
  }
  .time .drain {
    stroke: var(--hit);
    transition: stroke-dashoffset 200ms linear;
  }
  .time .ever {
    width: 16px;
    color: var(--hit);
    text-align: center;
  }
  .time.over {
    color: var(--expired);
  }
  @media (prefers-reduced-motion: reduce) {
    .time .drain {
      transition: none;
    }
  }
`;
