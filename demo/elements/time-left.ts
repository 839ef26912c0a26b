/**
 * `<time-left>`: a draining ring and the seconds left of an entry.
 *
 * Turns grey at the moment when a read would miss, by the cache's own comparison: `now >= expires`,
 * and fires `expire`.
 */
import { css, html, LitElement, svg } from 'lit';
import { formatLeft } from '../format/time.ts';

/** A full ring: the smallest of these that holds the time left when the entry is first seen. */
const SCALES = [10, 30, 60, 120, 300, 600, 3600, 86_400].map((seconds) => seconds * 1000);

export class TimeLeft extends LitElement {
  static override properties = {
    expires: { attribute: false },
    now: { attribute: false },
    reading: { attribute: false },
  };

  /** Ms since the epoch, or `null` for never. */
  declare expires: number | null;
  /** The cache's clock. */
  declare now: () => number;
  /** Changes whenever the clock may have jumped: the ring is then drawn anew. */
  declare reading: number;

  #scale = 0;
  #seen: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.expires = null;
    this.now = Date.now;
    this.reading = 0;
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override render() {
    if (this.expires === null) return html`<span class="dot" aria-hidden="true">●</span>for ever`;
    const left = this.expires - this.now();
    const expired = left <= 0;
    if (expired) return html`${ring(0)}expired`;
    return html`${ring(left / this.#scaleFor(left))}<span class="left">${formatLeft(left)}</span>`;
  }

  /** The next time that what is shown changes: when a second has passed, the last one included. */
  protected override updated() {
    clearTimeout(this.#timer);
    const left = (this.expires ?? Number.POSITIVE_INFINITY) - this.now();
    this.#mark(left <= 0);
    if (left <= 0 || this.expires === null || !this.isConnected) return;
    this.#timer = setTimeout(() => this.requestUpdate(), left % 1000 || 1000);
  }

  /** `expire` tells those around it that a read would miss from now on. */
  #mark(expired: boolean) {
    const news = expired && !this.hasAttribute('expired');
    this.toggleAttribute('expired', expired);
    if (news) this.dispatchEvent(new Event('expire', { bubbles: true, composed: true }));
  }

  #scaleFor(left: number): number {
    if (this.#seen !== this.expires) {
      this.#seen = this.expires;
      this.#scale = SCALES.find((scale) => left <= scale) ?? left;
    }
    return this.#scale;
  }

  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
      font-variant-numeric: tabular-nums;
      color: inherit;
    }
    :host([expired]) {
      color: var(--expired, gray);
    }
    svg {
      width: 16px;
      height: 16px;
      flex: none;
      transform: rotate(-90deg);
    }
    circle {
      fill: none;
      stroke-width: 5;
      stroke: var(--line, #8884);
    }
    circle.drain {
      stroke: var(--hit, green);
      transition: stroke-dashoffset 200ms linear;
    }
    .dot {
      width: 16px;
      text-align: center;
      color: var(--hit, green);
    }
    @media (prefers-reduced-motion: reduce) {
      circle.drain {
        transition: none;
      }
    }
  `;
}

function ring(share: number) {
  return svg`<svg viewBox="0 0 32 32" aria-hidden="true">
    <circle cx="16" cy="16" r="12" />
    ${share > 0 && svg`<circle class="drain" cx="16" cy="16" r="12" pathLength="100" stroke-dasharray="100" stroke-dashoffset=${100 - Math.min(share, 1) * 100} />`}
  </svg>`;
}

customElements.define('time-left', TimeLeft);

declare global {
  interface HTMLElementTagNameMap {
    'time-left': TimeLeft;
  }
}
