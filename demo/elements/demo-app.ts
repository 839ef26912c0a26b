/** `<demo-app>`: the scenarios, the course view and the table, side by side. */
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Cache } from 'shelflife';
import { afterPaint } from '../after-paint.ts';
import { now, onSkip, secondsAhead, skip } from '../clock.ts';
import { CoursePage } from '../course-page.ts';
import { closeRetired, currentCache, currentPlace, moveTo } from '../enroll-cache.ts';
import { formatMs, formatTimeOfDay } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { whenSlow } from '../patience.ts';
import { COURSE_VIEW, scenarios } from '../scenarios/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { asError, originOf, type Run, run } from '../trace/run.ts';
import type { CacheTable } from './cache-table.ts';
import { LightElement } from './light-element.ts';
import type { PlaceSwitch } from './place-switch.ts';
import './cache-table.ts';
import './course-view.ts';
import './place-switch.ts';
import './scenario-card.ts';
import './theme-toggle.ts';
import './time-line.ts';

const SKIPPED_SECONDS = 30;

const BACKENDS: Readonly<Record<string, string>> = {
  indexeddb: 'IndexedDB',
  memory: 'Memory',
  null: 'Nothing is kept',
  custom: 'Custom store',
};

const narrow = matchMedia('(max-width: 60rem)');

export class DemoApp extends LightElement {
  readonly #page = new CoursePage(() => this.requestUpdate());
  readonly #runs = new Map<number, Run>();
  readonly #running = new Set<number>();
  readonly #opened = narrow.matches ? 0 : 1;
  #said = '';
  #trouble: string | undefined;
  #clearedAt: number | undefined;
  #readings = 0;
  #backend: Cache['backend'];

  override connectedCallback() {
    super.connectedCallback();
    onSkip(() => this.#table?.refresh());
    narrow.addEventListener('change', () => this.requestUpdate());
    this.#listenTo(currentCache());
    void this.#visit();
  }

  #listenTo(cache: Cache) {
    cache.addEventListener('error', ({ error }) => this.#warn(error));
    cache.addEventListener('degraded', ({ error }) => this.#warn(error));
    cache.addEventListener('restored', () => this.#warn(undefined));
  }

  get #table(): CacheTable | null {
    return this.querySelector('cache-table');
  }

  /** In a task of its own: drawing one answer shall not stand between the next call and its own. */
  protected override async scheduleUpdate() {
    await new Promise((resolve) => setTimeout(resolve));
    super.scheduleUpdate();
  }

  #warn(error: Error | undefined) {
    this.#trouble = error?.message;
    this.requestUpdate();
  }

  async #run(scenario: Scenario) {
    if (this.#running.has(scenario.number)) return;
    this.#begin(scenario.number);
    await afterPaint();
    if (scenario.number === COURSE_VIEW) return this.#visit();
    const done = await run(scenario);
    this.#page.show(done);
    if (done.calls.some(({ method, error }) => method === 'clear' && !error)) this.#cleared();
    await this.#end(done);
  }

  async #visit() {
    this.#begin(COURSE_VIEW);
    await this.#end(await this.#page.visit());
  }

  #visitAgain() {
    return this.#run(scenarios.find(({ number }) => number === COURSE_VIEW)!);
  }

  #begin(number: number) {
    this.#running.add(number);
    this.#trouble = undefined;
    whenSlow(() => this.requestUpdate());
  }

  async #end(done: Run) {
    this.#running.delete(done.scenario.number);
    this.#runs.set(done.scenario.number, done);
    this.#said = spoken(done);
    this.requestUpdate();
    await this.#table?.refresh();
    await this.#closeRetired();
  }

  async #move({ target }: Event) {
    const { place } = target as PlaceSwitch;
    moveTo(place);
    this.#trouble = undefined;
    this.#said = `Database work: ${place.title}.`;
    this.#listenTo(currentCache());
    this.requestUpdate();
    await this.updateComplete;
    await this.#table?.refresh();
    await this.#closeRetired();
  }

  /** What was begun before a move goes on where it was begun. */
  async #closeRetired() {
    if (this.#running.size === 0) await closeRetired().catch((error) => this.#warn(asError(error)));
  }

  #cleared() {
    this.#clearedAt = now();
    this.#table?.forgetExpired();
  }

  #skip() {
    skip(SKIPPED_SECONDS);
    this.#said = `Skipped ${SKIPPED_SECONDS} s: the clock is ${secondsAhead()} s ahead.`;
    this.requestUpdate();
  }

  #read() {
    this.#readings++;
    this.requestUpdate();
  }

  protected override render() {
    const panels = narrow.matches
      ? ['view', 'table', 'scenarios', 'time']
      : ['scenarios', 'view', 'table', 'time'];
    return html`${this.#header()}
      ${this.#trouble ? html`<p class="trouble" role="alert"><b>! error</b> ${this.#trouble}</p>` : nothing}
      <main>
        ${repeat(
          panels,
          (panel) => panel,
          (panel) => this.#panel(panel),
        )}
      </main>
      <p class="unseen" role="status">${this.#said}</p>`;
  }

  // The order of the elements is the order of the keyboard, so it follows what is seen.
  #panel(panel: string) {
    if (panel === 'view') return this.#view();
    if (panel === 'table') return this.#entries();
    if (panel === 'scenarios') return this.#scenarios();
    return this.#timeLine();
  }

  #header() {
    // A cache that was just created does not know yet.
    this.#backend = currentCache().backend ?? this.#backend;
    const backend = this.#backend && BACKENDS[this.#backend];
    return html`<header>
      <h1>Shelflife <span><i>—</i> Django’s low-level cache, in the browser</span></h1>
      <div class="tools">
        ${backend ? html`<span class="backend" title="Where the entries live">${backend} <span aria-hidden="true">●</span></span>` : nothing}
        <place-switch .place=${currentPlace()} @move=${this.#move}></place-switch>
        <theme-toggle></theme-toggle>
      </div>
    </header>`;
  }

  #scenarios() {
    return html`<section class="panel scenarios" aria-labelledby="scenarios">
      <h2 id="scenarios">Scenarios</h2>
      ${scenarios.map(
        (scenario) => html`<scenario-card
          .scenario=${scenario}
          .run=${this.#runs.get(scenario.number)}
          .running=${this.#running.has(scenario.number)}
          .opened=${scenario.number === this.#opened}
          @run=${() => this.#run(scenario)}
        ></scenario-card>`,
      )}
    </section>`;
  }

  #view() {
    const ahead = secondsAhead();
    return html`<section class="panel view" aria-labelledby="view">
      <div class="bar">
        <h2 id="view">The course view</h2>
        ${ahead > 0 ? html`<span class="ahead" title="How far the cache’s clock is ahead"><span class="unseen">clock ahead by</span> +${ahead} s</span>` : nothing}
        <button type="button" title="Moves the cache's clock ahead, to see entries expire" @click=${this.#skip}>
          Skip ${SKIPPED_SECONDS} s
        </button>
        <button type="button" class="primary" aria-disabled=${this.#running.has(COURSE_VIEW)} @click=${this.#visitAgain}>
          Visit again
        </button>
      </div>
      <course-view
        .parts=${this.#page.parts}
        .entries=${this.#table?.entries ?? []}
        .reading=${this.#readings}
      ></course-view>
    </section>`;
  }

  #entries() {
    const cleared = this.#clearedAt === undefined ? 'never' : formatTimeOfDay(this.#clearedAt);
    return html`<section class="panel table" aria-labelledby="table">
      <h2 id="table"><code>enroll_cache</code></h2>
      <cache-table .cache=${currentCache()} .now=${now} @reading=${this.#read}>
        <span slot="empty">Nothing cached yet. Run scenario 1.</span>
        <span slot="footer">· cleared ${cleared}</span>
      </cache-table>
      <figure class="creation">
        <figcaption>Created by</figcaption>
        ${unsafeHTML(currentPlace().code.html)}
      </figure>
    </section>`;
  }

  #timeLine() {
    return html`<section class="panel time" aria-labelledby="time">
      <h2 id="time">Time line</h2>
      <time-line .visits=${this.#page.visits}></time-line>
    </section>`;
  }
}

function spoken(done: Run): string {
  const { scenario, error, returned, ms } = done;
  const outcome = error ? `${error.name}: ${error.message}` : `returned ${formatValue(returned)}`;
  return `Scenario ${scenario.number}: ${originOf(done)}, ${outcome}, in ${formatMs(ms)}.`;
}

customElements.define('demo-app', DemoApp);
