/** `<break-view>`: faults at a button, a cache that goes on, and its own events. */
import { html, nothing } from 'lit';
import type { Cache } from 'shelflife';
import { type Fault, faults, inPage } from '../break/faults.ts';
import { originBadge } from '../elements/origin.ts';
import { asError } from '../format/error.ts';
import { formatMs, formatTimeOfDay } from '../format/time.ts';
import { watchedCache } from '../trace/watched-cache.ts';
import { type Stage, StageView } from './stage.ts';

const PULSE_MS = 1000;
const SHOWN = 8;

interface Line {
  readonly at: number;
  readonly text: string;
  readonly isError: boolean;
}

export class BreakView extends StageView {
  #cache: Cache = inPage();
  #fault: Fault | undefined;
  #mend: (() => void) | undefined;
  #log: readonly Line[] = [];
  #beat: { text: string; origin: 'written' | 'error'; ms: number } | undefined;
  #count = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#listenTo(this.#cache);
    this.#pulse = setInterval(() => void this.#write(), PULSE_MS);
    void this.#write();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#pulse);
    this.#mend?.();
    void this.#cache.close();
  }

  #listenTo(cache: Cache) {
    cache.addEventListener('error', ({ error }) => this.#tell(`error: ${error.message}`, true));
    cache.addEventListener('degraded', ({ error }) =>
      this.#tell(`degraded: ${error.message}`, true),
    );
    cache.addEventListener('restored', () => this.#tell('restored', false));
  }

  #tell(text: string, isError: boolean) {
    this.#log = [{ at: Date.now(), text, isError }, ...this.#log].slice(0, SHOWN);
    this.requestUpdate();
  }

  /** Once a second: what is written, and what the store says to it. */
  async #write() {
    const startedAt = performance.now();
    const written = watchedCache(this.#cache, () => {}).set('pulse', ++this.#count, 60);
    const error = await written.then(() => undefined, asError);
    const wasBroken = this.#beat?.origin === 'error';
    const ms = performance.now() - startedAt;
    this.#beat = { text: error?.message ?? 'stored', origin: error ? 'error' : 'written', ms };
    if (error && !wasBroken) this.#tell(`a write was refused: ${error.message}`, true);
    if (!error && wasBroken) this.#tell('writes are stored again', false);
    this.requestUpdate();
  }

  async #cause(fault: Fault) {
    this.#mend?.();
    const old = this.#cache;
    this.#cache = fault.create();
    this.#listenTo(this.#cache);
    await old.close().catch((error) => this.#tell(asError(error).message, true));
    await this.#write();
    this.#fault = fault;
    this.#mend = fault.cause();
    this.#tell(`${fault.title}: done by you`, false);
    await this.#write();
  }

  #heal() {
    this.#mend?.();
    this.#mend = undefined;
    this.#fault = undefined;
    this.#tell('mended by you', false);
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="break">
        <div class="bar">
          <h2 id="break">Break it</h2>
          <button type="button" aria-disabled=${!this.#fault} @click=${this.#heal}>Mend it</button>
        </div>
        <div class="card stack">
          <p class="teaches">
            A cache of its own writes once a second. Break what it stands on: each call settles, each failure is named,
            and it heals. A server that is slow, down or offline is under “Even when stale”.
          </p>
          <div class="switch">
            ${faults.map((fault) => html`<button type="button" class="primary" @click=${() => this.#cause(fault)}>${fault.title}</button>`)}
          </div>
          <p class="sub">${this.#fault?.expected ?? 'Nothing is broken.'}</p>
          ${this.#pulseLine()}
          <ol class="lines" aria-label="Events of the cache" tabindex="0">
            ${this.#log.map(({ at, text, isError }) => html`<li><span>${isError ? '! ' : ''}${text}</span><span class="ms">${formatTimeOfDay(at)}</span></li>`)}
          </ol>
        </div>
      </section>
      ${this.stage.table}
    </div>`;
  }

  #pulseLine() {
    if (!this.#beat) return nothing;
    const { text, origin, ms } = this.#beat;
    return html`<section class="profile" aria-label="Once a second">
      <div><p class="lead">set('pulse', ${this.#count})</p><p class="sub">${text}</p></div>
      <p class="verdict">${originBadge(origin)} <span class="ms">${formatMs(ms)}</span> in ${this.#cache.backend}</p>
    </section>`;
  }
}

customElements.define('break-view', BreakView);

export const view = (stage: Stage) => html`<break-view .stage=${stage}></break-view>`;
