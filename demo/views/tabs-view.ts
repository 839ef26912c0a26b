/** `<tabs-view>`: what a second tab changes, in two frames of the same origin and in real tabs. */
import { html, nothing } from 'lit';
import { onRequest } from '../endpoints/load.ts';
import { currentCache } from '../enroll-cache.ts';
import { formatMs } from '../format/time.ts';
import { counted } from '../format/words.ts';
import { type Message, type Order, onMessage, post } from '../tabs/channel.ts';
import { Roster } from '../tabs/roster.ts';
import { COUNTER, REPORT } from '../tabs/work.ts';
import { type Stage, StageView } from './stage.ts';

const COUNT: Order = { work: 'count', times: 100 };
const STAMPEDE: Order = { work: 'stampede', times: 50 };

const TITLES: Readonly<Record<Order['work'], string>> = {
  count: 'Count together',
  stampede: 'Stampede',
};

/** What an order has come to. */
interface Outcome {
  readonly order: Order;
  readonly members: number;
  readonly done: number;
  readonly ms: number;
  readonly requests: number;
  readonly from: number;
  readonly to: number;
}

export class TabsView extends StageView {
  readonly #roster = new Roster(() => this.requestUpdate());
  #outcome: Outcome | undefined;
  /** The last one given. */
  #order: Order = COUNT;
  #stops: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    this.#roster.open();
    this.#stops = [
      onMessage((message) => void this.#hear(message)),
      onRequest((path) => this.#countRequest(path)),
      () => this.#roster.close(),
    ];
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
  }

  async #give(order: Order) {
    if (this.#isUnderWay) return;
    this.begin();
    this.#order = order;
    const cache = currentCache();
    if (order.work === 'stampede') await cache.delete(REPORT);
    const from = await cache.get<number>(COUNTER, 0);
    const members = this.#roster.members.length;
    this.#outcome = { order, members, done: 0, ms: 0, requests: 0, from, to: from };
    this.requestUpdate();
    post({ type: 'order', order });
  }

  get #isUnderWay() {
    return this.#outcome !== undefined && this.#outcome.done < this.#outcome.members;
  }

  async #hear(message: Message) {
    if (message.type !== 'done' || !this.#outcome || !this.#isUnderWay) return;
    const { done, ms } = this.#outcome;
    this.#outcome = { ...this.#outcome, done: done + 1, ms: Math.max(ms, message.ms) };
    if (!this.#isUnderWay) await this.#finish();
    this.requestUpdate();
  }

  async #finish() {
    const to = await currentCache().get<number>(COUNTER, 0);
    this.#outcome = { ...this.#outcome!, to };
    this.requestUpdate();
    await this.updateComplete;
    this.settle(this.querySelector('.together')?.textContent ?? '');
  }

  #countRequest(path: string) {
    if (!this.#outcome || path !== '/api/report') return;
    this.#outcome = { ...this.#outcome, requests: this.#outcome.requests + 1 };
    this.requestUpdate();
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="tabs">
        <div class="bar">
          <h2 id="tabs">A second tab</h2>
          <button type="button" @click=${this.#openTab}>Open a second tab</button>
        </div>
        <div class="card stack">
          <p class="teaches">
            Every tab of an origin shares one cache. The two frames are pages of their own, as two tabs are: what one
            writes flashes in the table at once, in its colour.
          </p>
          <div class="switch">
            ${this.#button(COUNT)} ${this.#button(STAMPEDE)}
            <span class="members">${counted(this.#roster.members.length, 'tab')} here</span>
          </div>
          <p class="together">${this.#outcome ? told(this.#outcome) : 'Count together: 100 times in each, all at once. Stampede: 50 calls in each for something that nobody has.'}</p>
          <div class="frames">${frame('Frame A', 1)} ${frame('Frame B', 2)}</div>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar({ label: TITLES[this.#order.work], isBusy: this.#isUnderWay, run: () => this.#give(this.#order), result: this.#outcome && told(this.#outcome) })}`;
  }

  #button(order: Order) {
    return html`<button type="button" class="primary" aria-disabled=${this.#isUnderWay} @click=${() => this.#give(order)}>
      ${TITLES[order.work]} <span class="times">${order.times} calls in each</span>
    </button>`;
  }

  #openTab() {
    open('./frame.html?name=Second+tab&colour=3');
  }
}

const frame = (name: string, colour: number) =>
  html`<iframe title=${name} src="./frame.html?name=${encodeURIComponent(name)}&colour=${colour}"></iframe>`;

function told({ order, members, done, ms, requests, from, to }: Outcome) {
  if (done < members) return html`Under way…`;
  const calls = order.times * members;
  if (order.work === 'stampede')
    return html`<b>${calls} calls</b>, <b>${counted(requests, 'request')}</b>: every tab has its answer after
      ${formatMs(ms)}.`;
  const isExact = to - from === calls;
  return html`${members} × ${order.times} = <b>${calls}</b>; the counter went from ${from} to
    <b>${to}</b>${isExact ? html`: <b class="exact">exact</b>` : nothing}, in ${formatMs(ms)}.`;
}

customElements.define('tabs-view', TabsView);

export const view = (stage: Stage) => html`<tabs-view .stage=${stage}></tabs-view>`;
