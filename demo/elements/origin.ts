/** Where something came from: a colour, always with a sign and a word. */
import { html, nothing } from 'lit';
import { formatMs } from '../format/time.ts';
import type { Origin } from '../trace/call.ts';

const SIGNS: Readonly<Record<Origin, string>> = {
  hit: '●',
  miss: '○',
  stale: '◐',
  loaded: '↓',
  written: '◆',
  removed: '◇',
  expired: '–',
  error: '!',
  done: '·',
};

/** A badge, with how long it took where that is known. */
export function originBadge(origin: Origin | undefined, ms?: number) {
  if (!origin) return nothing;
  return html`<span class="origin ${origin}"><span aria-hidden="true">${SIGNS[origin]}</span> ${origin}${
    ms === undefined ? nothing : html` <span class="ms">${formatMs(ms)}</span>`
  }</span>`;
}
