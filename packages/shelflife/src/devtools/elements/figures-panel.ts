/** The figures of a cache: charts, counts, and its state. */
import { css, html } from 'lit';
import { formatBytes, formatCount, formatShare } from '../format.js';
import type { CacheWatcher } from '../watch/cache-watcher.js';
import { loadsChart, readsChart } from './charts.js';

export function figuresPanel(watcher: CacheWatcher) {
  const { cache, figures, size } = watcher;
  const stats = cache.stats();
  return html`<div class="figures" role="group" aria-label="Figures" tabindex="0">
    <div class="charts">${readsChart(figures.lastMinute(Date.now()))}${loadsChart(figures.loads)}</div>
    <dl>
      ${figure('hit rate', formatShare(stats.hits, stats.hits + stats.misses))}
      ${figure('hits', formatCount(stats.hits))}
      ${figure('of them stale', formatCount(stats.staleHits))}
      ${figure('misses', formatCount(stats.misses))}
      ${figure('loads', formatCount(stats.loads))}
      ${figure('failed loads', formatCount(stats.loadErrors))}
      ${figure('sets', formatCount(stats.sets))}
      ${figure('deletes', formatCount(stats.deletes))}
      ${figure('evictions', formatCount(stats.evictions))}
      ${figure('hits from memory', formatShare(figures.hitsFromMemory, figures.hits))}
      ${figure('in the store', size ? `${formatCount(size.entries)}, ${formatBytes(size.bytes)}` : '–')}
      ${figure('backend', cache.backend ?? 'not used yet')}
    </dl>
    <p class="state ${watcher.degraded ? 'error' : 'hit'}">
      ${watcher.degraded ? html`<b>! degraded</b> ${watcher.degraded}` : html`<b>● well</b> No failure reported.`}
    </p>
  </div>`;
}

function figure(name: string, value: string) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

export const figuresStyles = css`
  .figures {
    padding: 12px;
    overflow: auto;
  }
  .charts {
    display: flex;
    flex-wrap: wrap;
    gap: 16px 24px;
  }
  .figures dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(128px, 1fr));
    gap: 12px 16px;
    max-width: 864px;
    margin: 16px 0 12px;
  }
  .figures dt {
    color: var(--muted);
    font-size: 12px;
  }
  .figures dd {
    margin: 0;
    font-size: 15px;
  }
  .state {
    margin: 0;
  }
  .state.hit b {
    color: var(--hit);
  }
  .state.error b {
    color: var(--error);
  }
`;
