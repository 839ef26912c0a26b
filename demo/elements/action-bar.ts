/** `<action-bar>`: on a phone, at the bottom: a view's action, what came of it, and the rows that it changed. */
import { html, nothing, type TemplateResult } from 'lit';
import { now } from '../clock.ts';
import { LightElement } from './light-element.ts';
import type { RowChange } from './row-changes.ts';
import './time-left.ts';

export interface Action {
  /** What the button says. */
  readonly label: string;
  /** The button's name, if its label says too little. */
  readonly name?: string;
  readonly isBusy?: boolean;
  readonly run: () => unknown;
  /** What came of it, on one line. */
  readonly result?: TemplateResult | string | undefined;
  /** A second line, instead of the changed rows. */
  readonly more?: TemplateResult | string;
}

export class ActionBar extends LightElement {
  static override properties = {
    action: { attribute: false },
    changes: { attribute: false },
    reading: { attribute: false },
  };

  declare action: Action;
  /** The rows that it changed; none before it was run. */
  declare changes: readonly RowChange[] | undefined;
  /** Changes whenever the clock may have jumped. */
  declare reading: number;

  protected override render() {
    const { label, name = label, isBusy = false, run, result, more } = this.action;
    return html`<section aria-label="Run and result">
      <button type="button" class="primary" aria-label=${name} aria-disabled=${isBusy} @click=${() => isBusy || run()}>
        ${isBusy ? 'Running…' : label}
      </button>
      <div class="result">
        <p class="what">${result ?? nothing}</p>
        ${more === undefined ? this.#rows() : html`<p class="more">${more}</p>`}
      </div>
    </section>`;
  }

  #rows() {
    const { changes } = this;
    if (!changes) return nothing;
    return html`<p class="rows">${changes.length > 0 ? changes.map((change) => this.#row(change)) : 'no row changed'}</p>`;
  }

  #row({ entry, isRemoved }: RowChange) {
    const { key, version, expires } = entry;
    const left = html`<time-left .expires=${expires} .now=${now} .reading=${this.reading}></time-left>`;
    return html`<span class="row"><code>${key}</code> v${version} ${isRemoved ? 'removed' : left}</span>`;
  }
}

customElements.define('action-bar', ActionBar);
