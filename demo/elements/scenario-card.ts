/** `<scenario-card>`: the code as it runs, a button that runs it, and what came of it. */
import { html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { formatMs } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Call } from '../trace/call.ts';
import { originOf, type Run } from '../trace/run.ts';
import { LightElement } from './light-element.ts';
import { originBadge } from './origin.ts';

const COPIED_MS = 2000;

export class ScenarioCard extends LightElement {
  static override properties = {
    scenario: { attribute: false },
    run: { attribute: false },
    running: { attribute: false },
    opened: { attribute: false },
    python: { attribute: false },
    copied: { state: true },
  };

  declare scenario: Scenario;
  /** The last run. */
  declare run: Run | undefined;
  declare running: boolean;
  /** Whether it starts out open. */
  declare opened: boolean;
  /** Whether Django's code is shown instead of what runs. */
  declare python: boolean;
  declare protected copied: boolean;

  protected override render() {
    const { number, title, django, teaches } = this.scenario;
    return html`<details name="scenario" ?open=${this.opened} @toggle=${this.#toggled}>
      <summary>
        <span class="number">${number}</span>
        <span class="title">${title} <code>${django}</code></span>
        ${this.run ? originBadge(originOf(this.run)) : nothing}
      </summary>
      <div class="body">
        <p class="teaches">${teaches}</p>
        <div class="code">${unsafeHTML(this.#shown.html)}</div>
        <div class="actions">${this.#runButton()} ${this.#copyButton()}</div>
        ${this.run ? this.#outcome(this.run) : nothing}
      </div>
    </details>`;
  }

  get #shown() {
    return this.python ? this.scenario.python : this.scenario.code;
  }

  /** `open` and `shut`, so that others may know which one the visitor is at. */
  #toggled({ target }: Event) {
    this.dispatchEvent(new Event((target as HTMLDetailsElement).open ? 'open' : 'shut'));
  }

  #ask() {
    if (!this.running) this.dispatchEvent(new Event('run'));
  }

  #runButton() {
    const { number, title } = this.scenario;
    return html`<button
      type="button"
      class="primary"
      aria-label="Run scenario ${number}: ${title}"
      aria-disabled=${this.running}
      @click=${this.#ask}
    >
      ${this.running ? 'Running…' : this.run ? 'Run again' : 'Run'}
    </button>`;
  }

  #copyButton() {
    return html`<button
      type="button"
      aria-label="Copy the code of scenario ${this.scenario.number}"
      @click=${this.#copy}
    >
      ${this.copied ? 'Copied' : 'Copy code'}
    </button>`;
  }

  async #copy() {
    await navigator.clipboard.writeText(this.#shown.text).catch(() => this.#select());
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, COPIED_MS);
  }

  /** Where the clipboard is refused, the code is selected, for the visitor to copy. */
  #select() {
    const code = this.querySelector('pre');
    if (code) getSelection()?.selectAllChildren(code);
  }

  #outcome(run: Run) {
    return html`<div class="outcome" role="group" aria-label="What scenario ${run.scenario.number} did">
      <ol>
        ${run.calls.map(callLine)}
      </ol>
      ${run.error ? failure(run.error) : returned(run)}
    </div>`;
  }
}

function callLine(call: Call) {
  return html`<li>
    <code class="call">${call.text}</code>
    <span class="answer">
      ${call.error ? nothing : shortened('→ ', call.result)}
      <span class="verdict">
        ${originBadge(call.origin)} <span class="ms">${formatMs(call.ms)}</span>
      </span>
    </span>
  </li>`;
}

/** As much of a value as there is room for; the whole of it on hover. */
function shortened(sign: string, value: unknown) {
  const text = formatValue(value);
  return html`<code class="value" title=${text}>${sign}${text}</code>`;
}

function returned({ returned, ms }: Run) {
  return html`<p class="returned">
    <b>Returned</b> ${shortened('', returned)} <span class="ms">in ${formatMs(ms)}</span>
  </p>`;
}

function failure(error: Error) {
  return html`<p class="failure"><b>! ${error.name}</b> ${sentence(error.message)} ${whatToDo(error)}</p>`;
}

const sentence = (text: string) => (text.endsWith('.') ? text : `${text}.`);

function whatToDo(error: Error) {
  if (error.name !== 'KeyNotFoundError') return nothing;
  return html`Start it first: <code>add(key, 0, null)</code>.`;
}

customElements.define('scenario-card', ScenarioCard);
