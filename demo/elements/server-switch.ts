/** `<server-switch>`: makes the endpoints fail, unreachable or slow, and sets them right again. */
import { html } from 'lit';
import { endTrouble, isTrouble, onTrouble, setTrouble, trouble } from '../endpoints/trouble.ts';
import { formatDuration } from '../format/time.ts';
import { LightElement } from './light-element.ts';
import { segments } from './segments.ts';

const USUAL = { id: 'usual', title: 'As usual', down: false, offline: false };
const DOWN = { id: 'down', title: 'Down: 503', down: true, offline: false };
const OFFLINE = { id: 'offline', title: 'Offline', down: false, offline: true };

const SLOWEST_MS = 10_000;
const STEP_MS = 500;

export class ServerSwitch extends LightElement {
  #stop = () => {};

  override connectedCallback() {
    super.connectedCallback();
    this.#stop = onTrouble(() => this.requestUpdate());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    return html`<div class="switch">
        ${segments({
          label: 'The server',
          choices: [USUAL, DOWN, OFFLINE],
          chosen: stateNow(),
          choose: ({ down, offline }) => setTrouble({ down, offline }),
        })}
        ${slowness()}
      </div>
      <p class="set">
        <span>${whatIsWrong()}</span>
        <button type="button" aria-disabled=${!isTrouble(trouble())} @click=${endTrouble}>Set right</button>
      </p>`;
  }
}

function slowness() {
  const { delay } = trouble();
  const text = delay === undefined ? 'as usual' : formatDuration(delay);
  return html`<label class="slowness">
    <span>Answers after</span>
    <input
      type="range"
      min="0"
      max=${SLOWEST_MS}
      step=${STEP_MS}
      .value=${String(delay ?? 0)}
      aria-valuetext=${text}
      @input=${({ target }: Event) => setDelay(Number((target as HTMLInputElement).value))}
    />
    <span class="ms" aria-hidden="true">${text}</span>
  </label>`;
}

/** The left end is each endpoint's usual time. */
const setDelay = (ms: number) => setTrouble({ delay: ms === 0 ? undefined : ms });

const stateNow = () => {
  const { down, offline } = trouble();
  if (offline) return OFFLINE;
  return down ? DOWN : USUAL;
};

/** What the visitor has set, in a sentence. */
export function whatIsWrong() {
  const { down, offline, delay } = trouble();
  if (!isTrouble(trouble())) return 'The server is as usual.';
  const what = [
    down && 'the server answers 503',
    offline && 'offline',
    delay !== undefined && `each request takes ${formatDuration(delay)}`,
  ];
  return html`<b>Set by you:</b> ${what.filter(Boolean).join(', ')}.`;
}

customElements.define('server-switch', ServerSwitch);
