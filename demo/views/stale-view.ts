/** `<stale-view>`: a slow or failing endpoint, and what the page still shows. */
import { html } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { afterPaint } from '../after-paint.ts';
import { secondsAhead, setAhead } from '../clock.ts';
import { originBadge } from '../elements/origin.ts';
import '../elements/server-switch.ts';
import { track } from '../elements/time-line.ts';
import { requestsTo } from '../endpoints/load.ts';
import { currentCache, keepOpen } from '../enroll-cache.ts';
import { asError } from '../format/error.ts';
import { formatMs, formatTimeOfDay } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { counted } from '../format/words.ts';
import { evenWhenStale } from '../scenarios/even-when-stale.ts';
import code from '../scenarios/even-when-stale.ts?highlighted';
import type { Call } from '../trace/call.ts';
import { watchedCache } from '../trace/watched-cache.ts';
import { type Stage, StageView } from './stage.ts';

const SKIPPED_SECONDS = 15;
const MANY = 50;
const SHOWN_ASKINGS = 5;

/** One click or fifty: the first call stands for all. */
interface Asking {
  readonly id: number;
  readonly times: number;
  readonly call: Call;
}

export class StaleView extends StageView {
  #askings: readonly Asking[] = [];
  #count = 0;
  #answer: unknown;
  #failure: string | undefined;

  override connectedCallback() {
    super.connectedCallback();
    void this.#ask(1);
  }

  async #ask(times: number) {
    this.begin();
    await afterPaint();
    const calls: Call[] = [];
    const redraw = () => this.requestUpdate();
    const cache = watchedCache(currentCache(), (call) => calls.push(call), redraw);
    const asked = Array.from({ length: times }, () => evenWhenStale(cache));
    this.#askings = [{ id: ++this.#count, times, call: calls[0]! }, ...this.#askings].slice(
      0,
      SHOWN_ASKINGS,
    );
    this.requestUpdate();
    await keepOpen(() => Promise.all(asked)).then(
      ([answer]) => this.#show(answer, undefined),
      (error: unknown) => this.#show(this.#answer, asError(error).message),
    );
    this.settle(`Report: ${calls[0]!.origin}, in ${formatMs(calls[0]!.ms)}`);
  }

  #show(answer: unknown, failure: string | undefined) {
    this.#answer = answer;
    this.#failure = failure;
    this.requestUpdate();
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="stale">
        <div class="bar">
          <h2 id="stale">Even when stale</h2>
          <button type="button" @click=${() => setAhead(secondsAhead() + SKIPPED_SECONDS)}>
            Skip ${SKIPPED_SECONDS} s
          </button>
          <button type="button" @click=${() => this.#ask(MANY)}>Ask ${MANY} times</button>
          <button type="button" class="primary" @click=${() => this.#ask(1)}>Ask</button>
        </div>
        <div class="card stack">
          <p class="teaches">
            The report is kept for 10 s. For a minute after that an old one is answered at once, while one request
            renews it; if the server fails, for 5 minutes. Skip time, make the server slow or fail, and ask.
          </p>
          <server-switch></server-switch>
          ${this.#report()} ${this.#log()}
          <div class="code">${unsafeHTML(code.html)}</div>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar({ label: 'Ask', run: () => this.#ask(1), result: this.#outcome() })}`;
  }

  #outcome() {
    const call = this.#askings[0]?.call;
    if (!call?.origin) return 'asking…';
    return html`${originBadge(call.origin, call.ms)} ${this.#failure ?? formatValue(this.#answer)}`;
  }

  #report() {
    const call = this.#askings[0]?.call;
    const { students, made } = (this.#answer ?? {}) as { students?: number; made?: string };
    return html`<section class="profile" aria-label="The report">
      <div>
        <p class="lead">${students === undefined ? 'No report yet' : counted(students, 'student')}</p>
        <p class="sub">${this.#failure ?? (made ? `made at ${formatTimeOfDay(Date.parse(made))}` : '')}</p>
      </div>
      <p class="verdict">
        ${originBadge(call?.origin, call?.origin && call.ms)} <code>report</code> v1 ·
        ${counted(requestsTo('/api/report'), 'request')} so far
      </p>
    </section>`;
  }

  #log() {
    const ends = this.#askings.flatMap(({ call }) => call.phases.map(({ at, ms }) => at + ms));
    const scale = Math.max(1000, ...ends);
    return html`<ol class="steps-log tracks" aria-label="What was asked, the latest first">
      ${this.#askings.map(
        ({ times, call }) => html`<li>
          <span>${counted(times, 'call')}</span> ${originBadge(call.origin)}
          <span class="ms">${call.origin ? formatMs(call.ms) : '…'}</span>
          ${track(call.phases, scale)}
          <span class="renewal">${renewal(call)}</span>
        </li>`,
      )}
    </ol>`;
  }
}

function renewal({ origin, phases }: Call) {
  const load = phases.find(({ name }) => name === 'load');
  if (origin !== 'stale') return '';
  if (!load) return 'old answer';
  return load.error ? 'renewal failed' : `renewed behind in ${formatMs(load.ms)}`;
}

customElements.define('stale-view', StaleView);

export const view = (stage: Stage) => html`<stale-view .stage=${stage}></stale-view>`;
