/** The words of a cache, with the badges that the page marks them by. */
import { html } from 'lit';
import { originBadge } from './origin.ts';

export const vocabulary = html`<ul class="vocabulary" aria-label="What the badges mean">
  <li>${originBadge('hit')} from the cache</li>
  <li>${originBadge('miss')} loaded and stored</li>
  <li>${originBadge('stale')} old; a new one loads</li>
  <li>${originBadge('expired')} gone: next read misses</li>
</ul>`;
