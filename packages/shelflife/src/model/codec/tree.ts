/** Copies the result of `JSON.parse`, several times faster than structured clone. */

export function copyTree(tree: unknown): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(copyTree);
  // Spread copies an own `__proto__` as what it is; from then on setting it is safe.
  const copy = { ...(tree as Record<string, unknown>) };
  for (const key of Object.keys(copy)) {
    const part = copy[key];
    if (typeof part === 'object') copy[key] = copyTree(part);
  }
  return copy;
}
