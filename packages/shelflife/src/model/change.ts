/** What operations change: by which memory, subscribers and other tabs learn what is out of date. */
import { inRange, type KeyRange } from './key.js';
import { keysOf, type Operation, type Tagged } from './operation.js';

/** Entries that changed: by their keys, else by ranges of built-in keys, else all of them. */
export interface Change {
  readonly keys?: readonly string[];
  readonly ranges?: readonly KeyRange[] | undefined;
  /** Of the ranges, or of all, only those with any of these tags. */
  readonly tags?: readonly string[];
  /** No entry changed: the leases of the keys were given up or replaced, so that those who wait ask again. */
  readonly isLease?: true;
}

/** What an operation may change. */
export function changeOf(operation: Operation): Change {
  if ('key' in operation) return { keys: keysOf(operation) };
  const { ranges } = operation;
  return operation.type === 'clear' ? { ranges } : { ranges, tags: operation.tags };
}

/** Deletes from a map of stored keys what a change concerns. */
export function forget(
  map: Map<string, { address?: string | undefined } & Tagged>,
  change: Change,
  remove: (key: string) => unknown = (key) => map.delete(key),
): void {
  if (change.keys) for (const key of change.keys) remove(key);
  else for (const [key, held] of map) if (isConcerned(key, held, change)) remove(key);
}

/** Whether what is held under a key is in the ranges and has any of the tags, as far as there are such. */
export function isConcerned(
  key: string,
  { address = key, tags = [] }: { address?: string | undefined } & Tagged,
  { ranges, tags: wanted }: Change,
): boolean {
  const isInRanges = !ranges || ranges.some((range) => inRange(address, range));
  return isInRanges && (!wanted || tags.some((tag) => wanted.includes(tag)));
}
