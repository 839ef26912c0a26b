/** The log: what the cache's calls did, the latest first. */
import { css, html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount, formatTimeOfDay } from '../format.js';
import type { EventLog, LogItem, LogType } from '../watch/event-log.js';

/** How many lines are shown. */
const MOST = 200;

const SIGNS: Readonly<Record<LogType, readonly [sign: string, colour: string]>> = {
  hit: ['●', 'hit'],
  miss: ['○', 'miss'],
  load: ['↓', 'miss'],
  set: ['◆', 'written'],
  delete: ['◇', 'muted'],
  clear: ['◇', 'muted'],
  evict: ['–', 'expired'],
  changed: ['⇄', 'other'],
  error: ['!', 'error'],
  degraded: ['!', 'error'],
  restored: ['●', 'hit'],
};

/** @param text shows only events whose key contains it */
export function eventList(log: EventLog, text: string) {
  const wanted = text.toLowerCase();
  const items = log.items
    .filter(({ key = '' }) => key.toLowerCase().includes(wanted))
    .slice(0, MOST);
  if (items.length === 0)
    return html`<p class="empty">No events yet. They come with the cache's next call.</p>`;
  return html`<ol class="log" tabindex="0" aria-label="Events, the latest first">
    ${repeat(items, ({ number }) => number, line)}
  </ol>`;
}

function line({ at, type, key, version, detail, count }: LogItem) {
  const [sign, colour] = SIGNS[type];
  return html`<li>
    <time>${formatTimeOfDay(at)}</time>
    <span class="type ${colour}"><span aria-hidden="true">${sign}</span> ${type}</span>
    <span class="what">${key === undefined ? '' : html`<code>${key}</code>`}${version === undefined ? '' : html`<span class="v"> v${version}</span>`}</span>
    <span class="detail">${detail}</span>
    <span class="times">${count > 1 ? `× ${formatCount(count)}` : ''}</span>
  </li>`;
}

export const eventListStyles = css`
  .log {
    flex: 1;
    min-height: 0;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  .log li {
    display: grid;
    grid-template-columns: 64px 84px minmax(80px, 2fr) minmax(80px, 3fr) auto;
    gap: 0 8px;
    padding: 4px 12px;
    border-bottom: 1px solid var(--line);
    font-size: 12px;
  }
  .log time,
  .log .v,
  .log .detail,
  .log .times {
    color: var(--muted);
  }
  .log :is(.what, .detail) {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .log code {
    font-family: var(--code);
    font-weight: 600;
  }
  .type.hit {
    color: var(--hit);
  }
  .type.miss {
    color: var(--miss);
  }
  .type.written {
    color: var(--written);
  }
  .type.other {
    color: var(--other);
  }
  .type.expired,
  .type.muted {
    color: var(--muted);
  }
  .type.error {
    color: var(--error);
  }
  @container (max-width: 544px) {
    .log li {
      grid-template-columns: 64px 84px minmax(0, 1fr) auto;
    }
    .log .detail {
      grid-column: 2 / -1;
      grid-row: 2;
    }
  }
`;
