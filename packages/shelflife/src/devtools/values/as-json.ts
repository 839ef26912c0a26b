/** Values as JSON text, for the clipboard and for editing. */
import { measure } from './measure.js';
import { preview } from './preview.js';

const MOST_CHARACTERS = 10_000;

/** Indented JSON text that gives the same value again; `undefined` if there is none. */
export function jsonOf(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value, undefined, 2);
    return text !== undefined && measure(JSON.parse(text)).print === measure(value).print
      ? text
      : undefined;
  } catch {
    return undefined;
  }
}

/** What is copied: a string as it is, JSON, or what can be shown of another value. */
export function copyText(value: unknown): string {
  return typeof value === 'string' ? value : (jsonOf(value) ?? preview(value, MOST_CHARACTERS));
}
