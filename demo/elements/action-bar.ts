/** `<action-bar>`: on a phone, at the bottom: Run, what came of it, and the rows that it changed. */
import { html, nothing } from 'lit';
import { now } from '../clock.ts';
import { formatMs } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { COURSE_VIEW } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { originOf, type Run } from '../trace/run.ts';
import { LightElement } from './light-element.ts';
import { originBadge } from './origin.ts';
import type { RowChange } from './table-rows.ts';
import './time-left.ts';

export class ActionBar extends LightElement {
  static override properties = {
    scenario: { attribute: false },
    running: { attribute: false },
    run: { attribute: false },
    changes: { attribute: false },
    reading: { attribute: false },
  };

  /** The one that the button runs. */
  declare scenario: Scenario;
  declare running: boolean;
  /** The last run. */
  declare run: Run | undefined;
  /** The rows that it changed. */
  declare changes: readonly RowChange[];
  /** Changes whenever the clock may have jumped. */
  declare reading: number;

  protected override render() {
    const { number, title } = this.scenario;
    const name = number === COURSE_VIEW ? 'Visit again' : `Run ${number}`;
    return html`<section aria-label="Run and result">
      <button
        type="button"
        class="primary"
        aria-label="${name}: ${title}"
        aria-disabled=${this.running}
        @click=${() => this.running || this.dispatchEvent(new Event('run'))}
      >
        ${this.running ? 'Running…' : name}
      </button>
      <div class="result">${this.run ? outcome(this.run) : nothing}${this.#rows()}</div>
    </section>`;
  }

  #rows() {
    if (this.changes.length === 0) return html`<p class="rows">no row changed</p>`;
    return html`<p class="rows">${this.changes.map((change) => this.#row(change))}</p>`;
  }

  #row({ entry, isRemoved }: RowChange) {
    const { key, version, expires } = entry;
    const left = html`<time-left .expires=${expires} .now=${now} .reading=${this.reading}></time-left>`;
    return html`<span class="row"><code>${key}</code> v${version} ${isRemoved ? 'removed' : left}</span>`;
  }
}

function outcome(run: Run) {
  const text = run.error ? run.error.message : formatValue(run.returned);
  return html`<p class="what">${originBadge(originOf(run))} <span class="ms">${formatMs(run.ms)}</span> <code>${text}</code></p>`;
}

customElements.define('action-bar', ActionBar);
