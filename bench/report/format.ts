/** Numbers and tables as Markdown. */

const MILLISECOND = 1_000;

export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** @param micros microseconds */
export function duration(micros: number): string {
  return micros >= MILLISECOND ? `${round(micros / MILLISECOND)} ms` : `${round(micros)} µs`;
}

/** Three significant digits at most. */
export function round(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(value < 0.1 ? 1 : value < 10 ? 2 : 3)));
}

export function factor(value: number): string {
  return `${round(value)}×`;
}
