/**
 * Bodies: large values, stored apart from their entries under the same keys. Calls that need no value (`has`,
 * `touch`, `keys()`, sweeps) neither read nor rewrite them. Their object store has no indexes, because
 * Chromium reads back each value that it puts into one with indexes.
 *
 * Only `incrVersion` moves a large value. A pointer to it would save that, and cost every `set` a read.
 */
import { type Body, bytesOf } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';
import { type OnUnreadable, type Progress, readEach } from './loader.js';
import { BODIES } from './schema.js';

/** A value with more bytes than this is stored apart. */
const LARGE_BYTES = 32_768;

export function bodiesBeside(entries: IDBObjectStore): IDBObjectStore {
  return entries.transaction.objectStore(BODIES);
}

/** Whether an entry's value is large, and was read or given. */
export function isLarge(entry: Entry): boolean {
  return !entry.apart && (entry.isHeavy === true || bytesOf(entry) > LARGE_BYTES);
}

/** Adds the bodies to those of the `wanted` entries that have one. An entry whose body is not found is missing. */
export function loadBodies(
  bodies: IDBObjectStore,
  wanted: Iterable<string>,
  loaded: Map<string, Entry>,
  handle: Progress,
  unreadable: OnUnreadable,
  onDone: () => void,
): void {
  const keys = [...wanted].filter((key) => loaded.get(key)?.apart);
  readEach<Body['value']>(bodies, keys, handle, {
    unreadable,
    found(body, key) {
      const { apart, ...entry } = loaded.get(key)!;
      loaded.set(key, { ...entry, [apart!]: body });
    },
    done() {
      for (const key of keys) if (loaded.get(key)!.apart) loaded.delete(key);
      onDone();
    },
  });
}
