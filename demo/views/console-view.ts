/** `<console-view>`: calls on the cache, as the visitor types them. */
import { html, nothing } from 'lit';
import { currentCache, keepOpen } from '../enroll-cache.ts';
import { asError } from '../format/error.ts';
import { formatMs } from '../format/time.ts';
import { formatValue } from '../format/value.ts';
import { watchedCache } from '../trace/watched-cache.ts';
import { type Stage, StageView } from './stage.ts';

interface Line {
  readonly id: number;
  readonly code: string;
  readonly text: string;
  readonly isError: boolean;
  readonly ms: number;
}

const EXAMPLES = [
  "cache.get('movie')",
  "cache.set('movie', 'RRR', 30)",
  "cache.getOrSet('movie', () => 'RRR', 30)",
  "cache.getMany(['movie', 'student'])",
  "cache.setMany({ name: 'Sonam', roll: 101 }, 30)",
  "cache.add('offer', '10% OFF', 60)",
  "cache.touch('movie', 120)",
  "cache.incr('roll', 3)",
  "cache.has('movie')",
  "cache.ttl('movie')",
  "cache.delete('movie')",
  'cache.clear()',
];

const SUGGESTED = 4;

/** Code with `await`, whose value is that of its one expression. */
const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (cache: unknown) => Promise<unknown>;

export class ConsoleView extends StageView {
  #lines: readonly Line[] = [];
  #count = 0;
  /** Which of the earlier lines the arrow keys are at, from the latest; -1 for none. */
  #at = -1;

  get #input() {
    return this.querySelector('input')!;
  }

  async #run(event: Event) {
    event.preventDefault();
    const code = this.#input.value.trim();
    if (code === '') return;
    this.#input.value = '';
    this.#at = -1;
    this.begin();
    const line = await keepOpen(() => evaluate(code));
    this.#lines = [...this.#lines, { ...line, id: ++this.#count, code }];
    this.requestUpdate();
    this.settle(line.text);
  }

  #recall(event: KeyboardEvent) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.#at = Math.max(-1, Math.min(this.#at + step, this.#lines.length - 1));
    this.#input.value = this.#lines.at(-1 - this.#at)?.code ?? '';
    if (this.#at < 0) this.#input.value = '';
  }

  protected override render() {
    const last = this.#lines.at(-1);
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="console">
        <div class="bar"><h2 id="console">Console</h2></div>
        <div class="card stack">
          <p class="teaches">Any call on <code>cache</code>. The arrow keys bring back what was typed before.</p>
          ${this.#lines.length > 0 ? nothing : this.#suggestions()}
          <ol class="lines" aria-label="Calls and their results">
            ${this.#lines.map(shown)}
          </ol>
          <form class="prompt" @submit=${this.#run}>
            <label for="call">await</label>
            <input
              id="call"
              list="calls"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              placeholder="cache.get('movie')"
              @keydown=${this.#recall}
            />
            <datalist id="calls">${EXAMPLES.map((example) => html`<option value=${example}></option>`)}</datalist>
            <button type="submit" class="primary">Run</button>
          </form>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar({ label: 'Run', run: () => this.querySelector('form')!.requestSubmit(), result: last && answer(last) })}`;
  }

  #suggestions() {
    return html`<p class="switch suggestions">
      <span>Nothing was called yet. Try one:</span>
      ${EXAMPLES.slice(0, SUGGESTED).map((code) => html`<button type="button" @click=${() => this.#suggest(code)}><code>${code}</code></button>`)}
    </p>`;
  }

  #suggest(code: string) {
    this.#input.value = code;
    this.#input.focus();
  }
}

async function evaluate(code: string): Promise<Omit<Line, 'id' | 'code'>> {
  const expression = code.replace(/^await\s+/, '').replace(/;$/, '');
  const startedAt = performance.now();
  try {
    const run = new AsyncFunction('cache', `return await (${expression});`);
    const value = await run(watchedCache(currentCache()));
    return { text: formatValue(value), isError: false, ms: performance.now() - startedAt };
  } catch (thrown) {
    const { name, message } = asError(thrown);
    return { text: `${name}: ${message}`, isError: true, ms: performance.now() - startedAt };
  }
}

const answer = ({ text, isError }: Line) => html`<code>${isError ? '! ' : '→ '}${text}</code>`;

const shown = (line: Line) =>
  html`<li>
    <code>${line.code}</code>
    <span class="value ${line.isError ? 'failure' : ''}">${answer(line)}</span>
    <span class="ms">${formatMs(line.ms)}</span>
  </li>`;

customElements.define('console-view', ConsoleView);

export const view = (stage: Stage) => html`<console-view .stage=${stage}></console-view>`;
