/** The views of a cache by the prefix of an entry, which `entries()` gives without its escapes. */
import type { UntypedCache } from '../../index.js';
import type { Address } from './rows.js';

/** More slashes than this are taken for nesting. */
const MOST_SLASHES = 4;

/**
 * The views that may have the prefix, the most likely one first: a `/` joins nested namespaces, but may be a part of
 * a name, too. None if the cache's own prefix is another one.
 */
export function viewsAt(cache: UntypedCache, keyPrefix: string, version: number): UntypedCache[] {
  const own = cache.withVersion(version);
  return pathsTo(keyPrefix, scopeOf(cache)?.keyPrefix).map((path) =>
    path.reduce((view, name) => view.namespace(name), own),
  );
}

/** The names of the namespaces that lead from a root to a prefix. Without a root each part may be where it ends. */
function pathsTo(keyPrefix: string, root: string | undefined): string[][] {
  if (keyPrefix === (root ?? '')) return [[]];
  const parts = keyPrefix.split('/');
  if (root === undefined) return [...parts.flatMap((_, n) => pathsOf(parts.slice(n))), []];
  if (root === '') return pathsOf(parts);
  return keyPrefix.startsWith(`${root}/`)
    ? pathsOf(keyPrefix.slice(root.length + 1).split('/'))
    : [];
}

/** The view that has the entry. Rejects if none has. */
export async function viewOf(cache: UntypedCache, entry: Address): Promise<UntypedCache> {
  const views = viewsAt(cache, entry.keyPrefix, entry.version);
  if (views.length === 1 && scopeOf(cache)) return views[0]!;
  for (const view of views) if (await holds(view, entry)) return view;
  throw new Error(
    `“${entry.key}” is gone, or its prefix “${entry.keyPrefix}” is out of reach for this cache`,
  );
}

/** Reads by `entries()`, which counts neither as a hit nor as a miss. */
async function holds(view: UntypedCache, { key, keyPrefix }: Address): Promise<boolean> {
  for await (const entry of view.entries({ prefix: key }))
    if (entry.key === key) return entry.keyPrefix === keyPrefix;
  return false;
}

/** The prefix and version of a cache, as `makeKey()` shows them; `undefined` if a `keyFunction` hides them. */
export function scopeOf(cache: UntypedCache): Omit<Address, 'key'> | undefined {
  const [, prefix, version] = /^((?:[^\\:]|\\.)*):(-?\d+):k$/s.exec(cache.makeKey('k')) ?? [];
  if (prefix === undefined) return undefined;
  return { keyPrefix: prefix.replace(/\\(.)/gs, '$1'), version: Number(version) };
}

/** All ways to join neighbouring parts to names, that without any joined first. */
function pathsOf(parts: readonly string[]): string[][] {
  const [first = '', second, ...rest] = parts;
  if (second === undefined) return first === '' ? [] : [[first]];
  if (rest.length >= MOST_SLASHES) return [[...parts]];
  const nested = first === '' ? [] : pathsOf([second, ...rest]).map((path) => [first, ...path]);
  return [...nested, ...pathsOf([`${first}/${second}`, ...rest])];
}
