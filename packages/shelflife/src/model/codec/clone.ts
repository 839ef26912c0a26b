/** Structured clone, and what comes closest to it where the engine has none (Jest's jsdom, for one). */
import { hasClone } from './kind.js';
import { Walk } from './walk.js';

/** Without structured clone, objects other than plain ones and arrays are shared with the copy. */
export function clone(value: unknown): unknown {
  return hasClone() ? structuredClone(value) : new Walk(true).copy(value);
}
