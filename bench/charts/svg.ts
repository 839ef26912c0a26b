/** The parts of the charts. They take the reader's light or dark scheme, and have no background of their own. */

const STYLE = `
  text { fill: #1f2328; font: 12px system-ui, sans-serif }
  .title { font-size: 15px; font-weight: 600 }
  .small { font-size: 10.5px; fill: #59636e }
  .grid { stroke: #d1d9e0; stroke-width: 1 }
  .base { stroke: #59636e; stroke-width: 1.5 }
  .c0 { fill: #d9480f } .c1 { fill: #4c6ef5 } .c2 { fill: #868e96 } .c3 { fill: #0c8599 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .small { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .base { stroke: #9198a1 }
    .c0 { fill: #ff8a4c } .c1 { fill: #7b94ff } .c2 { fill: #868e96 } .c3 { fill: #3bc9db }
  }`;

export const COLORS = 4;

export function svg(width: number, height: number, title: string, parts: string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    text(16, 24, title, 'title'),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

export function text(x: number, y: number, words: string, kind = '', anchor = 'start'): string {
  const position = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"`;
  return `<text ${position}${classOf(kind)}>${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, color: number): string {
  const size = `width="${Math.max(1, width).toFixed(1)}" height="${height}"`;
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${size} rx="1.5" class="c${color}"/>`;
}

export function verticalLine(x: number, from: number, to: number, kind: string): string {
  return `<path d="M${x.toFixed(1)} ${from}V${to}"${classOf(kind)}/>`;
}

function classOf(kind: string): string {
  return kind && ` class="${kind}"`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
