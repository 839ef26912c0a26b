/** `<race-view>`: a short benchmark in the visitor's own browser, beside idb-keyval and localForage. */
import { html, nothing } from 'lit';
import { summarize } from '../../bench/measuring/statistics.ts';
import type { Action } from '../elements/action-bar.ts';
import { formatCallTime } from '../format/time.ts';
import { contenders, OURS } from '../race/contenders.ts';
import { type Discipline, disciplines } from '../race/disciplines.ts';
import { race, type Times } from '../race/race.ts';
import { type Verdict, verdictOn } from '../race/verdict.ts';
import { type Stage, StageView } from './stage.ts';

export class RaceView extends StageView {
  readonly #times = new Map<Discipline, Times>();
  #running: AbortController | undefined;
  #share = 0;
  #failure = '';

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  async #start() {
    if (this.#running) return this.#running.abort();
    this.#running = new AbortController();
    this.#times.clear();
    this.#failure = '';
    try {
      await this.#follow(this.#running.signal);
      this.settle(spoken(this.#times));
    } catch (error) {
      this.#failure = String(error);
    }
    this.#running = undefined;
    this.requestUpdate();
  }

  async #follow(signal: AbortSignal) {
    this.#share = 0;
    this.requestUpdate();
    for await (const { discipline, times, share } of race(signal)) {
      this.#times.set(discipline, times);
      this.#share = share;
      this.requestUpdate();
      await this.updateComplete;
    }
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="race">
        <div class="bar">
          <h2 id="race">The race</h2>
          <button type="button" class="primary" @click=${this.#start}>${this.#running ? 'Stop' : 'Start'}</button>
        </div>
        <div class="card stack">
          <p class="teaches">
            The same work by three libraries, in this browser, in turns. A bar is the median of the rounds, its line
            reaches from the fastest to the slowest. Leave this tab in front while it runs.
          </p>
          <progress aria-label="The race" max="1" .value=${this.#share}></progress>
          ${this.#failure ? html`<p class="failure" role="alert"><b>! error</b> ${this.#failure}</p>` : nothing}
          <div class="disciplines">${disciplines.map((discipline) => this.#discipline(discipline))}</div>
          <p class="sub">
            idb-keyval and localForage store values and nothing else: no expiry, no versions, no atomic counters, and
            nothing between tabs. Where that is enough, they are smaller.
          </p>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar(this.#action())}`;
  }

  #action(): Action {
    const [latest] = [...this.#times].at(-1) ?? [];
    return {
      label: this.#running ? 'Stop' : 'Start',
      run: () => this.#start(),
      result: latest ? `${Math.round(this.#share * 100)} % · ${latest.title}` : 'Not started yet',
      more: html`${latest && told(verdictOn(this.#times.get(latest)!))}`,
    };
  }

  #discipline(discipline: Discipline) {
    const times = this.#times.get(discipline) ?? {};
    return html`<section class="discipline" aria-label=${discipline.title}>
      <h3>${discipline.title}</h3>
      <p class="verdict">${told(verdictOn(times))}</p>
      <p class="note">${discipline.note}</p>
      <ul>${contenders.map(({ name }) => lane(name, times[name] ?? [], scaleOf(times)))}</ul>
    </section>`;
  }
}

/** Wide enough for twice the slowest median: one slow round shall not dwarf the bars. */
function scaleOf(times: Times) {
  const all = Object.values(times).map(summarize);
  const slowest = Math.max(...all.map(({ high }) => high));
  return Math.min(slowest, 2 * Math.max(...all.map(({ median }) => median)));
}

function lane(name: string, times: readonly number[], scale: number) {
  if (times.length === 0)
    return html`<li><span>${name}</span><span class="track"></span><span class="ms">–</span><span class="spread"></span></li>`;
  const { median, low, high } = summarize(times);
  const percent = (ms: number) => `${Math.min(1, ms / scale) * 100}%`;
  return html`<li class=${name === OURS ? 'ours' : ''}>
    <span>${name}</span>
    <span class="track" aria-hidden="true">
      <i style="inline-size: ${percent(median)}"></i>
      <b style="inset-inline-start: ${percent(low)}; inline-size: ${percent(Math.min(high, scale) - low)}"></b>
    </span>
    <span class="ms">${formatCallTime(median)}</span>
    <span class="spread">${formatCallTime(low)} to ${formatCallTime(high)}</span>
  </li>`;
}

function told(verdict: Verdict) {
  if (verdict.outcome === 'open') return nothing;
  if (verdict.outcome === 'even') return html`No clear difference from ${verdict.other}`;
  const { winner, loser, factor } = verdict;
  return html`<b>${winner}</b> is ${factor.toFixed(factor < 10 ? 1 : 0)} × as fast as ${loser}`;
}

function spoken(times: ReadonlyMap<Discipline, Times>): string {
  const verdicts = [...times.values()].map(verdictOn);
  const wins = verdicts.filter((one) => one.outcome === 'won' && one.winner === OURS).length;
  return `The race is over: Shelflife was the fastest in ${wins} of ${disciplines.length}.`;
}

customElements.define('race-view', RaceView);

export const view = (stage: Stage) => html`<race-view .stage=${stage}></race-view>`;
