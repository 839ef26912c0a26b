/** Two small charts: reads by the second, and the latest loads. */
import { css, html, svg } from 'lit';
import { formatMs, formatShare } from '../format.js';
import { LOADS, type Load, type Reads } from '../watch/figures.js';

const WIDTH = 240;
const HEIGHT = 48;

/** Hits and misses of the last minute, one bar a second. */
export function readsChart(seconds: readonly Readonly<Reads>[]) {
  const most = Math.max(1, ...seconds.map(({ hits, misses }) => hits + misses));
  const hits = sum(seconds.map((second) => second.hits));
  const misses = sum(seconds.map((second) => second.misses));
  const label = `In the last minute ${hits} hits and ${misses} misses, ${formatShare(hits, hits + misses)} hits`;
  const bars = seconds.map((second, at) => {
    const high = (second.hits / most) * HEIGHT;
    const all = ((second.hits + second.misses) / most) * HEIGHT;
    return [bar('hit', at, seconds.length, 0, high), bar('miss', at, seconds.length, high, all)];
  });
  const legend = html`<span class="hit">● ${hits} hits</span>, <span class="miss">○ ${misses} misses</span>`;
  return figure('Reads in the last minute', label, bars, legend);
}

/** How long the latest loads took, one bar each. */
export function loadsChart(loads: readonly Load[]) {
  const times = loads.map(({ ms }) => ms);
  const longest = Math.max(1, ...times);
  const median = formatMs(medianOf(times));
  const label =
    loads.length === 0
      ? 'No loads yet'
      : `The last ${loads.length} loads: median ${median}, longest ${formatMs(longest)}`;
  const bars = loads.map(({ ms, hasFailed }, at) =>
    bar(hasFailed ? 'error' : 'load', at, LOADS, 0, Math.max(1, (ms / longest) * HEIGHT)),
  );
  const text = loads.length === 0 ? 'none yet' : `median ${median}, longest ${formatMs(longest)}`;
  return figure(`Load times, last ${LOADS}`, label, bars, text);
}

function figure(title: string, label: string, bars: unknown, text: unknown) {
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg role="img" aria-label=${label} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      <path class="axis" d="M0 ${HEIGHT - 0.5}H${WIDTH}" />${bars}
    </svg>
    <p>${text}</p>
  </figure>`;
}

/** A part of a bar, from one height to another. */
function bar(kind: string, at: number, count: number, from: number, to: number) {
  const width = WIDTH / count;
  return to > from
    ? svg`<rect class=${kind} x=${at * width} y=${HEIGHT - to} width=${width - 1} height=${to - from} />`
    : '';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function medianOf(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export const chartStyles = css`
  figure {
    flex: 1 1 240px;
    min-width: 0;
    max-width: 420px;
    margin: 0;
  }
  figcaption,
  figure p {
    margin: 0 0 4px;
    color: var(--muted);
    font-size: 12px;
  }
  figure svg {
    display: block;
    width: 100%;
    height: 48px;
    margin-bottom: 4px;
  }
  figure .axis {
    stroke: var(--line);
    fill: none;
  }
  figure span.hit {
    color: var(--hit);
  }
  figure span.miss {
    color: var(--miss);
  }
  rect.hit {
    fill: var(--hit);
  }
  rect.miss,
  rect.load {
    fill: var(--miss);
  }
  rect.error {
    fill: var(--error);
  }
`;
