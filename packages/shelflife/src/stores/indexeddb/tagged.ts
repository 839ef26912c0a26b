/** Finds the entries that have a tag, by an index that entries without tags are not in. */
import { inRange, type KeyRange } from '../../model/key.js';
import type { DeleteTagged, Operation } from '../../model/operation.js';
import { answerOf, type Step } from './chunks.js';
import { BY_ADDRESS, BY_TAG, rangeOf } from './schema.js';

export function findTagged(operations: readonly Operation[]): DeleteTagged[] {
  return operations.filter((operation) => operation.type === 'deleteTagged');
}

/** The stored keys of an operation, and one more than its limit if there are more. */
export function* taggedKeys(
  entries: IDBObjectStore,
  { tags, ranges, limit }: DeleteTagged,
): Generator<Step, string[]> {
  const index = entries.index(BY_TAG);
  const isInScope = yield* scopeOf(entries, ranges);
  const found = new Set<string>();
  for (const tag of tags)
    for (const key of yield* answerOf(index.getAllKeys(tag) as IDBRequest<string[]>))
      if (isInScope(key)) found.add(key);
  return [...found].slice(0, limit + 1);
}

/** Whether a stored key belongs to the ranges: by its address, where a `keyFunction` made it. */
function* scopeOf(
  entries: IDBObjectStore,
  ranges: readonly KeyRange[] | undefined,
): Generator<Step, (key: string) => boolean> {
  if (!ranges) return () => true;
  const addresses = entries.index(BY_ADDRESS);
  const addressed = new Set(yield* answerOf(addresses.getAllKeys() as IDBRequest<string[]>));
  const inside = new Set<string>();
  for (const range of addressed.size > 0 ? ranges : [])
    for (const key of yield* answerOf(addresses.getAllKeys(rangeOf(range)) as IDBRequest<string[]>))
      inside.add(key);
  return (key) =>
    addressed.has(key) ? inside.has(key) : ranges.some((range) => inRange(key, range));
}
