/**
 * Bodies are large values, stored in an object store of their own under the keys of their entries. Calls that
 * need no value (`has`, `touch`, `keys()`, sweeps) neither read nor rewrite them. The object store has no
 * indexes, because Chromium reads back each value that it puts into an object store with indexes.
 *
 * Only `incrVersion` moves a large value. A pointer would avoid the move, but cost every `set` a read.
 */
import { type Body, bytesOf } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';
import { type OnUnreadable, type Progress, readEach } from './loader.js';
import { BODIES } from './schema.js';

/** A value with more bytes than this is stored as a body. */
const LARGE_BYTES = 32_768;

export function bodiesBeside(entries: IDBObjectStore): IDBObjectStore {
  return entries.transaction.objectStore(BODIES);
}

/** Whether an entry's value is large, and was read or given. */
export function isLarge(entry: Entry): boolean {
  return !entry.apart && (entry.isHeavy === true || bytesOf(entry) > LARGE_BYTES);
}

/** Loads the bodies of the `wanted` entries that have one. An entry whose body is not found counts as missing. */
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
