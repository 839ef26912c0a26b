/**
 * Bodies: large values, stored apart from their entries under the same keys. Calls that need no value (`has`,
 * `touch`, `keys()`, sweeps) neither read nor rewrite them. Their object store has no indexes, because
 * Chromium reads back each value that it puts into one with indexes.
 *
 * Only `incrVersion` moves a large value. A pointer to it would save that, and cost every `set` a read.
 */
import { type Body, bytesOf } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';
import { answerOf, type Step } from './chunks.js';
import { type OnUnreadable, type Progress, readEach } from './loader.js';
import { BODIES } from './schema.js';

/** A value with more bytes than this is stored apart. */
const LARGE_BYTES = 32_768;

/** Up to so many bodies are removed without checking whether they exist. */
const FEW = 8;

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

/** The requests that remove the bodies of keys of which it is not known whether they have one. */
export function* removeBodies(
  bodies: IDBObjectStore,
  keys: readonly string[],
  mayWait: boolean,
): Generator<Step> {
  for (const key of mayWait && keys.length > FEW ? yield* presentAmong(bodies, keys) : keys)
    yield bodies.delete(key);
}

/** Those of the keys that have a body, by one read of the range that they span; all keys if it holds many. */
function* presentAmong(
  bodies: IDBObjectStore,
  keys: readonly string[],
): Generator<Step, readonly string[]> {
  const sorted = [...keys].sort();
  const span = IDBKeyRange.bound(sorted[0], sorted.at(-1));
  const found = yield* answerOf<IDBValidKey[]>(bodies.getAllKeys(span, keys.length));
  const present = new Set(found);
  return present.size < keys.length ? keys.filter((key) => present.has(key)) : keys;
}
