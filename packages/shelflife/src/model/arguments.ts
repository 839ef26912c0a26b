/** Checks options objects: plain, and without unknown members. */
import { expect, invalidArgument, quote } from './errors.js';

/** Throws unless `options` is a plain object with no other members than these. */
export function checkMembers(options: unknown, what: string, members: readonly string[]): void {
  const isPlain = Object.prototype.toString.call(options) === '[object Object]';
  expect(what, isPlain, 'a plain object', options);
  for (const name of Object.keys(options as object))
    if (!members.includes(name))
      throw invalidArgument(
        `${what}: unknown option ${quote(name)}; known: ${members.join(', ') || 'none'}`,
      );
}
