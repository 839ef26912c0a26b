/** `<compare-view>`: the same page twice, once with every part requested and once through the cache. */
import { html } from 'lit';
import { afterPaint } from '../after-paint.ts';
import '../elements/course-view.ts';
import { load } from '../endpoints/load.ts';
import { currentCache, keepOpen } from '../enroll-cache.ts';
import { formatMs } from '../format/time.ts';
import { counted } from '../format/words.ts';
import { slowPage } from '../scenarios/slow-page.ts';
import { watchedCache } from '../trace/watched-cache.ts';
import { PART_NAMES, PageParts } from '../visits/parts.ts';
import { type Stage, StageView } from './stage.ts';

/** A page, and its last visit. */
interface Side {
  readonly id: string;
  readonly title: string;
  readonly parts: PageParts;
  readonly visit: () => unknown;
  ms: number;
  requests: number;
}

export class CompareView extends StageView {
  readonly #sides = [
    this.#side('without', 'Without cache', requestAll),
    this.#side('with', 'Through the cache', () => slowPage(watchedCache(currentCache()))),
  ];
  #isLoading = false;

  override connectedCallback() {
    super.connectedCallback();
    void this.#reload();
  }

  #side(id: string, title: string, visit: () => unknown): Side {
    const parts = new PageParts(() => this.requestUpdate());
    return { id, title, parts, visit, ms: 0, requests: 0 };
  }

  async #reload() {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.begin();
    this.requestUpdate();
    await afterPaint();
    await keepOpen(() => Promise.all(this.#sides.map((side) => this.#visit(side))));
    this.#isLoading = false;
    this.requestUpdate();
    this.settle(this.#sides.map(({ title, ms }) => `${title}: ${formatMs(ms)}`).join(', '));
  }

  async #visit(side: Side) {
    const startedAt = performance.now();
    const flows = await side.parts.follow(side.visit());
    side.ms = performance.now() - startedAt;
    side.requests = flows.filter(({ origin }) => origin !== 'hit').length;
    this.requestUpdate();
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="compare">
        <div class="bar">
          <h2 id="compare">The same page, with and without</h2>
          <button type="button" class="primary" aria-disabled=${this.#isLoading} @click=${this.#reload}>
            Reload both
          </button>
        </div>
        <div class="sides">${this.#sides.map((side) => this.#shown(side))}</div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar({ label: 'Reload both', isBusy: this.#isLoading, run: () => this.#reload(), result: this.#sides.map(timeOf).join(' · ') })}`;
  }

  #shown(side: Side) {
    const { id, title, parts, ms, requests } = side;
    const slowest = Math.max(1, ...this.#sides.map((each) => each.ms));
    return html`<section class="side ${id}" aria-label=${title}>
      <div class="headline">
        <h3>${title}</h3>
        <p><b>${ms > 0 ? formatMs(ms) : '–'}</b> ${ms > 0 ? counted(requests, 'request') : ''}</p>
        <div class="gauge" aria-hidden="true"><i style="inline-size: ${(ms / slowest) * 100}%"></i></div>
      </div>
      <course-view
        .name=${title}
        .parts=${parts.values}
        .entries=${this.stage.entries}
        .reading=${this.stage.reading}
      ></course-view>
    </section>`;
  }
}

const timeOf = ({ title, ms }: Side) => `${title} ${ms > 0 ? formatMs(ms) : '–'}`;

/** Every part from its endpoint, at once. */
const requestAll = () => Object.fromEntries(PART_NAMES.map((name) => [name, load(`/api/${name}`)]));

customElements.define('compare-view', CompareView);

export const view = (stage: Stage) => html`<compare-view .stage=${stage}></compare-view>`;
