/** Why a value can't be stored: which part of it, by its path, and what that is. */
import { clone } from './clone.js';
import { isPlainKind, isPrimitive, partsOf, tagOf } from './kind.js';
import { isUnstorable } from './walk.js';

/** What to do about it, by kind. */
const REMEDIES: Readonly<Record<string, string>> = {
  Response: 'store its body',
  Promise: 'await it first',
  Function: 'store data only',
};

/**
 * As "`user.save` is a function: store data only"; `undefined` where no single part is to blame, or where
 * the value's own code throws.
 */
export function explain(value: unknown): string | undefined {
  try {
    const culprit = findCulprit(value, '', new Set());
    return culprit && describe(culprit);
  } catch {
    return undefined;
  }
}

interface Culprit {
  readonly path: string;
  readonly part: unknown;
}

function describe({ path, part }: Culprit): string {
  const tag = tagOf(part);
  // Of these, only a Proxy can't be cloned.
  const kind = isPlainKind(tag) ? 'Proxy' : tag;
  const name = typeof part === 'object' ? kind : typeof part;
  const remedy = Object.hasOwn(REMEDIES, tag) ? `: ${REMEDIES[tag]}` : '';
  const article = /^[aeio]/i.test(name) ? 'an' : 'a';
  return `${path ? `\`${path}\`` : 'it'} is ${article} ${name}${remedy}`;
}

/** The innermost part that can't be cloned, or that a clone loses. */
function findCulprit(part: unknown, path: string, seen: Set<unknown>): Culprit | undefined {
  if (isPrimitive(part) || seen.has(part)) return undefined;
  if (typeof part !== 'object') return { path, part };
  seen.add(part);
  for (const [name, inner] of partsOrNone(part as object)) {
    const culprit = findCulprit(inner, path ? path + name : name.replace(/^\./, ''), seen);
    if (culprit) return culprit;
  }
  return isCloneable(part as object) ? undefined : { path, part };
}

/** A Proxy of a Map, for one, can't be iterated. */
function partsOrNone(part: object): ReturnType<typeof partsOf> {
  try {
    return partsOf(part);
  } catch {
    return [];
  }
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
