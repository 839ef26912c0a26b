/** `<tab-member>`: a small page of its own, in a frame or a tab, that takes part in what all do. */
import { html } from 'lit';
import { onMainThread } from '../caches/on-main-thread.ts';
import { LightElement } from '../elements/light-element.ts';
import { formatMs } from '../format/time.ts';
import { counted } from '../format/words.ts';
import { type Message, type Order, onMessage, post } from './channel.ts';
import { COUNTER, doWork, keyOf } from './work.ts';
import { announceKeys, self } from './writers.ts';

export class TabMember extends LightElement {
  readonly #cache = onMainThread();
  #count = 0;
  #said = 'Ready.';

  override connectedCallback() {
    super.connectedCallback();
    onMessage((message) => this.#hear(message));
    post({ type: 'here', member: self });
    addEventListener('pagehide', () => post({ type: 'bye', member: self }));
    this.#cache.subscribe(COUNTER, () => void this.#read());
    void this.#read();
  }

  #hear(message: Message) {
    if (message.type === 'who') post({ type: 'here', member: self });
    if (message.type === 'order') void this.#obey(message.order);
  }

  async #obey(order: Order) {
    const startedAt = performance.now();
    await doWork(this.#cache, order);
    const ms = performance.now() - startedAt;
    announceKeys([keyOf(order)]);
    this.#said = `${counted(order.times, 'call')} in ${formatMs(ms)}`;
    post({ type: 'done', member: self, order, ms });
    await this.#read();
  }

  async #read() {
    this.#count = await this.#cache.get(COUNTER, 0);
    this.requestUpdate();
  }

  async #write() {
    await this.#cache.set('note', `from ${self.name}`, 120);
    announceKeys(['note']);
    this.#said = 'Wrote note.';
    this.requestUpdate();
  }

  protected override render() {
    return html`<main aria-label=${self.name} style="--writer: var(--tab-${self.colour})">
      <h1>${self.name}</h1>
      <p class="count"><b>${this.#count}</b> <code>${COUNTER}</code></p>
      <div class="actions">
        <button type="button" @click=${() => this.#obey({ work: 'count', times: 1 })}>Count</button>
        <button type="button" @click=${this.#write}>Write a row</button>
      </div>
      <p class="said" role="status">${this.#said}</p>
    </main>`;
  }
}

customElements.define('tab-member', TabMember);
