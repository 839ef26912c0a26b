/** `<tour-view>`: the course page, what it saved, where each part came from, and the scenarios. */
import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { afterPaint } from '../after-paint.ts';
import { onSet } from '../clock.ts';
import type { Action } from '../elements/action-bar.ts';
import { originBadge } from '../elements/origin.ts';
import { segments } from '../elements/segments.ts';
import { currentPlace, keepOpen } from '../enroll-cache.ts';
import { formatMs } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { COURSE_VIEW, scenarios } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { originOf, type Run, run } from '../trace/run.ts';
import { CoursePage } from '../visits/course-page.ts';
import { whenSlow } from '../when-slow.ts';
import { type Stage, StageView } from './stage.ts';
import '../elements/course-view.ts';
import '../elements/scenario-card.ts';
import '../elements/time-line.ts';
import '../elements/time-scrubber.ts';
import '../elements/visit-meter.ts';

const LANGUAGES = [
  { id: 'ts', title: 'TypeScript' },
  { id: 'py', title: 'Python' },
] as const;

const narrow = matchMedia('(max-width: 60rem)');

/** The order of the elements is the order of the keyboard, so it follows what is seen. */
const WIDE = ['scenarios', 'meter', 'clock', 'view', 'table', 'line', 'creation'] as const;
const NARROW = ['meter', 'view', 'clock', 'table', 'scenarios', 'line', 'creation'] as const;
type Panel = (typeof WIDE)[number];

export class TourView extends StageView {
  readonly #page = new CoursePage(() => this.requestUpdate());
  readonly #runs = new Map<number, Run>();
  readonly #running = new Set<number>();
  readonly #opened = narrow.matches ? 0 : COURSE_VIEW;
  /** The scenario that the visitor is at. */
  #current = COURSE_VIEW;
  #latest: Run | undefined;
  #language: (typeof LANGUAGES)[number] = LANGUAGES[0];
  #stop = () => {};

  override connectedCallback() {
    super.connectedCallback();
    this.#stop = onSet(this.#redraw);
    narrow.addEventListener('change', this.#redraw);
    void this.#visit();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
    narrow.removeEventListener('change', this.#redraw);
  }

  readonly #redraw = () => this.requestUpdate();

  /** In a task of its own: drawing one answer shall not stand between the next call and its own. */
  protected override async scheduleUpdate() {
    await new Promise((resolve) => setTimeout(resolve));
    super.scheduleUpdate();
  }

  async #run(number: number) {
    if (this.#running.has(number)) return;
    await afterPaint();
    if (number === COURSE_VIEW) return this.#visit();
    this.#begin(number);
    const done = await keepOpen(() => run(scenarios[number - 1]!));
    this.#page.show(done);
    if (done.calls.some(({ method, error }) => method === 'clear' && !error))
      this.dispatchEvent(new Event('clear', { bubbles: true }));
    this.#end(done);
  }

  async #visit() {
    if (this.#running.has(COURSE_VIEW)) return;
    this.#begin(COURSE_VIEW);
    this.#end(await keepOpen(() => this.#page.visit()));
  }

  #begin(number: number) {
    this.begin();
    this.#running.add(number);
    whenSlow(this.#redraw);
  }

  #end(done: Run) {
    this.#running.delete(done.scenario.number);
    this.#runs.set(done.scenario.number, done);
    this.#latest = done;
    this.requestUpdate();
    this.settle(spoken(done));
  }

  protected override render() {
    return html`<div class="stage tour">
        ${repeat(
          narrow.matches ? NARROW : WIDE,
          (panel) => panel,
          (panel) => this.#panel(panel),
        )}
      </div>
      ${this.bar(this.#action())}`;
  }

  /** Runs the scenario that the visitor is at. */
  #action(): Action {
    const { number, title } = scenarios[this.#current - 1]!;
    const label = number === COURSE_VIEW ? 'Visit again' : `Run ${number}`;
    return {
      label,
      name: `${label}: ${title}`,
      isBusy: this.#running.has(number),
      run: () => this.#run(number),
      result: this.#latest && outcome(this.#latest),
    };
  }

  #panel(panel: Panel) {
    if (panel === 'scenarios') return this.#scenarios();
    if (panel === 'meter') return this.#meter();
    if (panel === 'clock') return html`<time-scrubber class="panel card clock"></time-scrubber>`;
    if (panel === 'view') return this.#view();
    if (panel === 'table') return this.stage.table;
    return panel === 'line' ? this.#line() : creation();
  }

  #scenarios() {
    return html`<section class="panel scenarios" aria-labelledby="scenarios">
      <div class="bar">
        <h2 id="scenarios">Scenarios</h2>
        ${segments({
          label: 'Language of the code',
          choices: LANGUAGES,
          chosen: this.#language,
          choose: (language) => {
            this.#language = language;
            this.requestUpdate();
          },
        })}
      </div>
      ${scenarios.map((scenario) => this.#card(scenario))}
    </section>`;
  }

  #card(scenario: Scenario) {
    const { number } = scenario;
    return html`<scenario-card
      .scenario=${scenario}
      .run=${this.#runs.get(number)}
      .running=${this.#running.has(number)}
      .opened=${number === this.#opened}
      .python=${this.#language.id === 'py'}
      @run=${() => this.#run(number)}
      @open=${() => this.#moveTo(number)}
      @shut=${() => this.#current === number && this.#moveTo(COURSE_VIEW)}
    ></scenario-card>`;
  }

  #moveTo(number: number) {
    this.#current = number;
    this.requestUpdate();
  }

  #meter() {
    return html`<section class="panel meter" aria-label="What the cache saved">
      <visit-meter class="card" .history=${this.#page.history}></visit-meter>
    </section>`;
  }

  #view() {
    return html`<section class="panel view" aria-labelledby="view">
      <div class="bar">
        <h2 id="view">The course page</h2>
        <button
          type="button"
          class="primary"
          aria-disabled=${this.#running.has(COURSE_VIEW)}
          @click=${() => this.#run(COURSE_VIEW)}
        >
          Visit again
        </button>
      </div>
      <course-view
        .parts=${this.#page.parts.values}
        .entries=${this.stage.entries}
        .reading=${this.stage.reading}
      ></course-view>
    </section>`;
  }

  #line() {
    return html`<section class="panel line" aria-labelledby="line">
      <h2 id="line">Time line</h2>
      <time-line class="card" .visits=${this.#page.visits}></time-line>
    </section>`;
  }
}

function creation() {
  return html`<figure class="panel creation card">
    <figcaption>This cache was created by</figcaption>
    ${unsafeHTML(currentPlace().code.html)}
  </figure>`;
}

function outcome(done: Run) {
  const text = done.error ? done.error.message : formatValue(done.returned);
  return html`${originBadge(originOf(done))} <span class="ms">${formatMs(done.ms)}</span> <code>${text}</code>`;
}

function spoken(done: Run): string {
  const { scenario, error, returned, ms } = done;
  const outcome = error ? `${error.name}: ${error.message}` : `returned ${formatValue(returned)}`;
  return `Scenario ${scenario.number}: ${originOf(done)}, ${outcome}, in ${formatMs(ms)}.`;
}

customElements.define('tour-view', TourView);

export const view = (stage: Stage) => html`<tour-view .stage=${stage}></tour-view>`;
