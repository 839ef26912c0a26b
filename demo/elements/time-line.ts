/**
 * `<time-line>`: the two flows, drawn to one scale for the last visits.
 *
 * A miss: check, load, store, respond. A hit: check, respond.
 */
import { html, nothing } from 'lit';
import { formatMs, formatTimeOfDay } from '../format/time.ts';
import type { Phase } from '../trace/call.ts';
import type { Flow, Visit } from '../visits/parts.ts';
import { LightElement } from './light-element.ts';
import { originBadge } from './origin.ts';

const PHASES = ['check', 'load', 'store', 'respond'] as const;

export class TimeLine extends LightElement {
  static override properties = { visits: { attribute: false } };

  declare visits: readonly Visit[];

  protected override render() {
    const scale = Math.max(SCALE_STEP, ...this.visits.map(({ ms }) => roundUp(ms)));
    return html`<div class="legend">
        ${PHASES.map((name) => html`<span><i class="swatch ${name}"></i>${name}</span>`)}
      </div>
      ${this.visits.length > 0 ? nothing : html`<p class="none">A miss is checked, loaded, stored, then responded; a hit is checked, then responded.</p>`}
      <div class="visits">${this.visits.map((visit) => this.#visit(visit, scale))}</div>`;
  }

  #visit({ number, at, ms, flows }: Visit, scale: number) {
    return html`<section class="visit" aria-label="Visit ${number}">
      <h3>
        Visit ${number} <span>${formatTimeOfDay(at)} · complete in <b>${formatMs(ms)}</b></span>
      </h3>
      <ul>
        ${flows.map((flow) => this.#flow(flow, scale))}
      </ul>
      <div class="axis" aria-hidden="true"><span>0</span><span>${scale / 2} ms</span><span>${scale} ms</span></div>
    </section>`;
  }

  #flow({ part, origin, phases, ms }: Flow, scale: number) {
    return html`<li>
      <code>${part}</code>
      ${originBadge(origin)}
      ${track(phases, scale)}
      <span class="ms">${formatMs(ms)}</span>
      <span class="steps">${phases.map(step)}</span>
    </li>`;
  }
}

/** The phases as bars, on a time line that ends at `scale` milliseconds. */
export const track = (phases: readonly Phase[], scale: number) =>
  html`<span class="track" aria-hidden="true">${phases.map((phase) => bar(phase, scale))}</span>`;

/** The time line ends at a multiple of this. */
const SCALE_STEP = 200;

const roundUp = (ms: number) => Math.ceil(ms / SCALE_STEP) * SCALE_STEP;

const percent = (ms: number, scale: number) => `${(ms / scale) * 100}%`;

const bar = ({ name, at, ms }: Phase, scale: number) =>
  html`<i
    class="phase ${name}"
    style="inset-inline-start: ${percent(at, scale)}; inline-size: ${percent(ms, scale)}"
  ></i>`;

const step = ({ name, ms }: Phase, at: number) =>
  html`${at === 0 ? nothing : ' → '}<span class="step ${name}">${name}${name === 'respond' ? '' : ` ${formatMs(ms)}`}</span>`;

customElements.define('time-line', TimeLine);
