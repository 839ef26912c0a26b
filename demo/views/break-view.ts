/** `<break-view>`: faults at a button, a cache that goes on, and its own events. */
import { html, nothing } from 'lit';
import type { Cache } from 'shelflife';
import { type Fault, faults, inPage } from '../break/faults.ts';
import { Pulse } from '../break/pulse.ts';
import type { Action } from '../elements/action-bar.ts';
import { originBadge } from '../elements/origin.ts';
import { asError } from '../format/error.ts';
import { formatMs, formatTimeOfDay } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { counted } from '../format/words.ts';
import type { Call } from '../trace/call.ts';
import { type Stage, StageView } from './stage.ts';
import '../elements/server-switch.ts';

const PULSE_MS = 1000;
const SHOWN = 8;

interface Line {
  readonly at: number;
  readonly text: string;
  readonly isError: boolean;
}

export class BreakView extends StageView {
  readonly #pulse = new Pulse(() => this.requestUpdate());
  #cache: Cache = inPage();
  #fault: Fault | undefined;
  #last = faults[0]!;
  #mend: (() => void) | undefined;
  #log: readonly Line[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#listenTo(this.#cache);
    this.#timer = setInterval(() => void this.#beat(), PULSE_MS);
    void this.#beat();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#mend?.();
    void this.#cache.close();
  }

  #listenTo(cache: Cache) {
    cache.addEventListener('error', ({ error }) => this.#tell(`error: ${error.message}`, true));
    cache.addEventListener('degraded', ({ error }) =>
      this.#tell(`degraded: ${error.message}`, true),
    );
    cache.addEventListener('restored', () => this.#tell('restored', false));
    cache.addEventListener('evict', ({ count, reason }) =>
      this.#tell(`evict: ${counted(count, 'entry', 'entries')}, ${reason}`, false),
    );
  }

  #tell(text: string, isError: boolean) {
    this.#log = [{ at: Date.now(), text, isError }, ...this.#log].slice(0, SHOWN);
    this.requestUpdate();
  }

  async #beat() {
    const wasRefused = this.#pulse.written?.error;
    await this.#pulse.beat(this.#cache);
    const refused = this.#pulse.written?.error;
    if (refused && !wasRefused) this.#tell(`a write was refused: ${refused.message}`, true);
    if (!refused && wasRefused) this.#tell('writes are stored again', false);
  }

  async #cause(fault: Fault) {
    this.#mend?.();
    this.#mend = fault.comesFirst ? fault.cause() : undefined;
    await this.#use(fault.create());
    this.#fault = fault;
    this.#last = fault;
    this.#mend ??= fault.cause();
    this.#tell(`${fault.title}: done by you`, false);
    await this.#beat();
  }

  async #use(cache: Cache) {
    const old = this.#cache;
    await old.close().catch((error) => this.#tell(asError(error).message, true));
    this.#cache = cache;
    this.#listenTo(cache);
    await this.#beat();
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
            A cache of its own writes and reads once a second. Break what it stands on: each call settles, each failure
            is named, and it heals.
          </p>
          <div class="switch">
            ${faults.map((fault) => html`<button type="button" class="primary" @click=${() => this.#cause(fault)}>${fault.title}</button>`)}
          </div>
          <p class="sub">${this.#fault?.expected ?? 'The browser is as usual.'}</p>
          <server-switch></server-switch>
          ${this.#beats()}
          <ol class="lines" aria-label="Events of the cache" tabindex="0">
            ${this.#log.length > 0 ? nothing : html`<li>Nothing has happened yet.</li>`}
            ${this.#log.map(({ at, text, isError }) => html`<li><span>${isError ? '! ' : ''}${text}</span><span class="ms">${formatTimeOfDay(at)}</span></li>`)}
          </ol>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar(this.#action())}`;
  }

  /** Mends what is broken, or breaks it once more. */
  #action(): Action {
    const last = this.#last;
    const { written } = this.#pulse;
    return {
      label: this.#fault ? 'Mend it' : last.title,
      run: () => (this.#fault ? this.#heal() : this.#cause(last)),
      result:
        written && html`${originBadge(written.origin, written.ms)} <code>${written.text}</code>`,
      more: this.#log[0]?.text ?? '',
    };
  }

  #beats() {
    const { written, read } = this.#pulse;
    const place = this.#cache.backend;
    return html`<section class="beats" aria-label="Once a second">
      ${beat(written, written?.error?.message ?? `stored in ${place}`)}
      ${beat(read, read?.error?.message ?? formatValue(read?.result))}
    </section>`;
  }
}

function beat(call: Call | undefined, answer: string) {
  if (!call) return html`<p></p>`;
  return html`<p>
    <code>${call.text}</code> <span class="sub">${answer}</span>
    <span class="verdict">${originBadge(call.origin)} <span class="ms">${formatMs(call.ms)}</span></span>
  </p>`;
}

customElements.define('break-view', BreakView);

export const view = (stage: Stage) => html`<break-view .stage=${stage}></break-view>`;
