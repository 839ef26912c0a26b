/** `<visit-meter>`: what the last visit took, what it would have taken without a cache, and the history. */
import { html, nothing } from 'lit';
import { formatDuration, formatMs } from '../format/time.ts';
import { counted } from '../format/words.ts';
import type { History, VisitFigures } from '../visits/history.ts';
import { LightElement } from './light-element.ts';

/** Room for so many visits. */
const BARS = 12;

export class VisitMeter extends LightElement {
  static override properties = { history: { attribute: false } };

  declare history: History;

  protected override render() {
    const latest = this.history.last.at(-1);
    return html`<dl>
        ${figure('This visit', latest && formatMs(latest.ms), latest?.requestsSaved ? 'hit' : '')}
        ${figure('Without cache', latest && formatMs(latest.withoutCache), 'miss')}
        ${figure('Requests saved', latest && String(latest.requestsSaved))}
      </dl>
      ${this.#bars()}
      <p class="total">${total(this.history)}</p>`;
  }

  #bars() {
    const { last } = this.history;
    const highest = Math.max(1, ...last.map(({ ms, withoutCache }) => Math.max(ms, withoutCache)));
    const room = Array.from({ length: BARS - last.length });
    return html`<ol class="bars" aria-label="The last visits, in milliseconds">
      ${last.map((visit) => bar(visit, highest))}${room.map(() => html`<li class="none" aria-hidden="true"></li>`)}
    </ol>`;
  }
}

const figure = (name: string, value: string | undefined, tone = '') =>
  html`<div><dt>${name}</dt><dd class=${tone}>${value ?? '–'}</dd></div>`;

function bar({ number, ms, withoutCache, requestsSaved }: VisitFigures, highest: number) {
  const text = `Visit ${number}: ${formatMs(ms)}, without cache ${formatMs(withoutCache)}`;
  const percent = (part: number) => `${Math.max(4, (part / highest) * 100)}%`;
  return html`<li title=${text}>
    <i class="without" style="block-size: ${percent(withoutCache)}"></i>
    <i class=${requestsSaved > 0 ? 'hit' : 'miss'} style="block-size: ${percent(ms)}"></i>
    <span class="unseen">${text}</span>
  </li>`;
}

function total({ visits, requestsSaved, msSaved }: History) {
  if (visits === 0) return nothing;
  return html`In ${counted(visits, 'visit')}: <b>${counted(requestsSaved, 'request')}</b> and
    <b>${formatDuration(Math.max(0, msSaved))}</b> saved`;
}

customElements.define('visit-meter', VisitMeter);
