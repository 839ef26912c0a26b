/** Why a value can't be stored: which part of it, by its path, and what that is. */
import { clone } from './clone.js';
import { isPrimitive, isRecord, partsOf, tagOf } from './kind.js';
import { isUnstorable } from './walk.js';

/** What to do about it, by kind. */
const REMEDIES: Readonly<Record<string, string>> = {
  Response: 'store its body',
  Promise: 'await it first',
  Function: 'store data only',
};

/** As "`user.save` is a function: store data only"; `undefined` where no single part is to blame. */
export function explain(value: unknown): string | undefined {
  const culprit = findCulprit(value, '', new Set());
  if (!culprit) return undefined;
  const { path, part } = culprit;
  const kind = tagOf(part);
  const name = kind === 'Function' || kind === 'Symbol' ? kind.toLowerCase() : kind;
  const remedy = Object.hasOwn(REMEDIES, kind) ? `: ${REMEDIES[kind]}` : '';
  return `${path ? `\`${path}\`` : 'it'} is ${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}${remedy}`;
}

interface Culprit {
  readonly path: string;
  readonly part: unknown;
}

/** The innermost part that can't be cloned, or that a clone loses. */
function findCulprit(part: unknown, path: string, seen: Set<unknown>): Culprit | undefined {
  if (isPrimitive(part) || seen.has(part)) return undefined;
  if (typeof part !== 'object') return { path, part };
  seen.add(part);
  for (const [name, inner] of partsOf(part as object)) {
    const culprit = findCulprit(inner, path ? path + name : name.replace(/^\./, ''), seen);
    if (culprit) return culprit;
  }
  return isRecord(part as object) || Array.isArray(part) || isCloneable(part as object)
    ? undefined
    : { path, part };
}

function isCloneable(part: object): boolean {
  try {
    if (isUnstorable(part)) return false;
    clone(part);
    return true;
  } catch {
    return false;
  }
}
