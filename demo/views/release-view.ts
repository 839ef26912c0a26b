/** `<release-view>`: what a version is: a release that may be rolled back without a request. */
import { html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Action } from '../elements/action-bar.ts';
import { originBadge } from '../elements/origin.ts';
import { segments } from '../elements/segments.ts';
import { currentCache, keepOpen } from '../enroll-cache.ts';
import { asError } from '../format/error.ts';
import { formatMs } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { counted } from '../format/words.ts';
import pythonCode from '../scenarios/teacher.py?highlighted';
import { teacher } from '../scenarios/teacher.ts';
import code from '../scenarios/teacher.ts?highlighted';
import type { Call } from '../trace/call.ts';
import { watchedCache } from '../trace/watched-cache.ts';
import { type Stage, StageView } from './stage.ts';

/** One switch, in the words of three trades. */
const TELLINGS = [
  { id: 'release', title: 'A release', names: ['API v1', 'API v2'], back: 'Roll back' },
  { id: 'test', title: 'An A/B test', names: ['Variant A', 'Variant B'], back: 'Show A again' },
  { id: 'feature', title: 'A feature', names: ['Off', 'On'], back: 'Switch off' },
] as const;

type Release = 1 | 2;
const RELEASES: readonly Release[] = [1, 2];

interface Step {
  readonly release: Release;
  readonly call: Call;
}

const SHOWN_STEPS = 5;

export class ReleaseView extends StageView {
  #telling: (typeof TELLINGS)[number] = TELLINGS[0];
  #release: Release = 1;
  #steps: readonly Step[] = [];
  #value: unknown;
  #failure: string | undefined;

  override connectedCallback() {
    super.connectedCallback();
    void this.#read(1);
  }

  async #read(release: Release) {
    this.#release = release;
    this.begin();
    this.requestUpdate();
    const calls: Call[] = [];
    const cache = watchedCache(currentCache(), (call) => calls.push(call));
    const read = await keepOpen(() => teacher(cache, release)).then(
      (value) => ({ value, failure: undefined }),
      (error: unknown) => ({ value: undefined, failure: asError(error).message }),
    );
    this.#steps = [{ release, call: calls[0]! }, ...this.#steps].slice(0, SHOWN_STEPS);
    if (this.#release === release) ({ value: this.#value, failure: this.#failure } = read);
    this.requestUpdate();
    this.settle(`${this.#name(release)}: ${calls[0]!.origin}, ${formatValue(read.value)}`);
  }

  #name(release: Release) {
    return this.#telling.names[release - 1]!;
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="release">
        <div class="bar">
          <h2 id="release">A version is a release</h2>
          ${segments({
            label: 'Told as',
            choices: TELLINGS,
            chosen: this.#telling,
            choose: (telling) => {
              this.#telling = telling;
              this.requestUpdate();
            },
          })}
        </div>
        <div class="card release">
          <p class="teaches">
            The endpoint’s answer changes shape. Version 1 and version 2 of the key <code>teacher</code> live side by
            side in the table, so old code never reads what new code has stored, and going back costs no request.
          </p>
          ${this.#switch()} ${this.#profile()} ${this.#log()}
          <div class="code">${unsafeHTML(code.html)}</div>
          <details class="python"><summary>In Django</summary><div class="code">${unsafeHTML(pythonCode.html)}</div></details>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar(this.#action())}`;
  }

  /** Switches to the other release. */
  #action(): Action {
    const other = this.#release === 1 ? 2 : 1;
    const call = this.#steps[0]?.call;
    return {
      label: this.#name(other),
      run: () => this.#read(other),
      result: call && html`${originBadge(call.origin, call.ms)} ${nameOf(this.#value)}`,
    };
  }

  #switch() {
    const choices = RELEASES.map((release) => ({
      id: String(release),
      title: this.#name(release),
      release,
    }));
    return html`<div class="switch">
      ${segments({
        label: this.#telling.title,
        choices,
        chosen: choices[this.#release - 1]!,
        choose: ({ release }) => void this.#read(release),
      })}
      <button type="button" aria-disabled=${this.#release === 1} @click=${() => this.#release === 2 && this.#read(1)}>
        ${this.#telling.back}
      </button>
    </div>`;
  }

  #profile() {
    const call = this.#steps.find(({ release }) => release === this.#release)?.call;
    return html`<section class="profile" aria-label="The page">
      <span class="avatar" aria-hidden="true">AL</span>
      <div>
        <p class="lead">${nameOf(this.#value) ?? 'Loading…'}</p>
        <p class="sub"><code>${this.#value === undefined ? '' : formatValue(this.#value)}</code></p>
        ${this.#failure === undefined ? nothing : html`<p class="failure"><b>! error</b> ${this.#failure}</p>`}
      </div>
      <p class="verdict">${originBadge(call?.origin, call?.ms)} <code>teacher</code> v${this.#release}</p>
    </section>`;
  }

  #log() {
    return html`<ol class="steps-log" aria-label="What each switch cost">
      ${this.#steps.map(
        ({ release, call }) => html`<li>
          <span>${this.#name(release)}</span> ${originBadge(call.origin)}
          <span class="ms">${formatMs(call.ms)}</span>
          <span>${counted(call.origin === 'hit' ? 0 : 1, 'request')}</span>
        </li>`,
      )}
    </ol>`;
  }
}

/** As the page's code of each release would show it. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('name' in value) return String(value.name);
  return 'firstName' in value && 'lastName' in value
    ? `${value.lastName}, ${value.firstName}`
    : undefined;
}

customElements.define('release-view', ReleaseView);

export const view = (stage: Stage) => html`<release-view .stage=${stage}></release-view>`;
