/** `<time-scrubber>`: sets the demo's clock ahead, so that entries expire under the hand. */
import { html } from 'lit';
import { FURTHEST_AHEAD, onSet, secondsAhead, setAhead } from '../clock.ts';
import { formatLeft } from '../format/time.ts';
import { LightElement } from './light-element.ts';

const STEP_SECONDS = 5;
const SKIPPED_SECONDS = 30;

export class TimeScrubber extends LightElement {
  #stop = () => {};

  override connectedCallback() {
    super.connectedCallback();
    this.#stop = onSet(() => this.requestUpdate());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    const ahead = secondsAhead();
    const text = ahead === 0 ? 'now' : `+${formatLeft(ahead * 1000)}`;
    return html`<div class="row">
        <label for="scrubber">Time</label>
        <span class="ahead" aria-hidden="true">${text}</span>
        <button type="button" @click=${() => setAhead(ahead + SKIPPED_SECONDS)}>Skip ${SKIPPED_SECONDS} s</button>
        <button type="button" aria-disabled=${ahead === 0} @click=${() => setAhead(0)}>Back to now</button>
      </div>
      <input
        id="scrubber"
        type="range"
        min="0"
        max=${FURTHEST_AHEAD}
        step=${STEP_SECONDS}
        .value=${String(ahead)}
        aria-valuetext=${ahead === 0 ? 'now' : `${formatLeft(ahead * 1000)} ahead`}
        style="--share: ${ahead / FURTHEST_AHEAD}"
        @input=${({ target }: Event) => setAhead(Number((target as HTMLInputElement).value))}
      />
      <div class="ends" aria-hidden="true"><span>now</span><span>+5 min</span><span>+10 min</span></div>`;
  }
}

customElements.define('time-scrubber', TimeScrubber);
