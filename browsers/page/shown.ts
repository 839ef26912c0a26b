/** A value as text for a failure's message: short, and never the cause of one. */

const LONGEST = 300;

export function shown(value: unknown): string {
  const text = textOf(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function textOf(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value);
  try {
    return JSON.stringify(value, (_, part) =>
      part instanceof Error || !isPlain(part) ? String(part) : part,
    );
  } catch {
    return Object.prototype.toString.call(value);
  }
}

function isPlain(part: unknown): boolean {
  return typeof part !== 'bigint' && typeof part !== 'symbol' && typeof part !== 'function';
}
