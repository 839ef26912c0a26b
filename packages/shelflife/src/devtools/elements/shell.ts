/** What is around the views: the edge that resizes them, the header's badges and buttons, and the button they collapse to. */
import { html } from 'lit';
import { formatShare } from '../format.js';
import type { CacheWatcher } from '../watch/cache-watcher.js';
import { type Dock, otherSide } from './dock.js';

export function edge({ onPointerDown, onKeyDown, place, size, whole }: Dock) {
  return html`<div
    class="edge"
    role="separator"
    tabindex="0"
    aria-label="Resize"
    aria-orientation=${place.side === 'bottom' ? 'horizontal' : 'vertical'}
    aria-valuenow=${Math.round((100 * size) / whole)}
    @pointerdown=${onPointerDown}
    @keydown=${onKeyDown}
  ></div>`;
}

/** Where the entries live, and whether all is well. */
export function badge({ cache, degraded }: CacheWatcher) {
  return html`<span class="badge" title=${degraded ?? ''}
    >${sign(degraded)} ${cache.backend ?? 'not used yet'}${degraded ? ', degraded' : ''}</span
  >`;
}

export function hitRate({ cache }: CacheWatcher) {
  const { hits, misses } = cache.stats();
  return html`<span class="soft rate">${formatShare(hits, hits + misses)} hits</span>`;
}

export function dockButtons(dock: Dock, onCollapse: () => void) {
  const side = otherSide(dock.place.side);
  return html`<button type="button" class="plain" @click=${() => dock.move({ side })}>
      Dock ${side === 'bottom' ? 'below' : 'right'}
    </button>
    <button
      type="button"
      class="plain collapse"
      aria-expanded="true"
      aria-label="Collapse"
      title="Collapse"
      @click=${onCollapse}
    >–</button>`;
}

/** The devtools while they are collapsed. */
export function pill(watcher: CacheWatcher, label: string, onOpen: () => void) {
  return html`<div class="root">
    <button type="button" class="pill" aria-expanded="false" @click=${onOpen}>
      ${sign(watcher.degraded)} ${label} ${hitRate(watcher)}
    </button>
  </div>`;
}

function sign(degraded: string | undefined) {
  return degraded
    ? html`<span class="sign error" aria-hidden="true">!</span>`
    : html`<span class="sign hit" aria-hidden="true">●</span>`;
}
