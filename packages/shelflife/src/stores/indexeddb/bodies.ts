/**
 * Large values lie apart from their entries, under the same keys: whatever needs no value (`has`, `touch`,
 * `keys()`, sweeps) neither reads nor rewrites it. They have an object store without indexes, because
 * Chromium reads back each value that it puts into one with indexes.
 *
 * Only `incrVersion` moves a large value. A pointer to it would save that, and cost every `set` a read.
 */
import { type Body, bytesOf } from '../../model/codec/body.js';
import type { Entry } from '../../model/operation.js';
import { readEach, type Unreadable } from './load.js';
import { answerOf } from './pages.js';
import { BODIES } from './schema.js';

/** A value with more bytes than this lies apart. */
const LARGE_BYTES = 32_768;

/** So many bodies are removed without a look at whether they are there. */
const FEW = 8;

export function bodiesBeside(entries: IDBObjectStore): IDBObjectStore {
  return entries.transaction.objectStore(BODIES);
}

/** Whether an entry's value is large, and at hand. */
export function isLarge(entry: Entry): boolean {
  return !entry.apart && (entry.isHeavy === true || bytesOf(entry) > LARGE_BYTES);
}

/** Completes those of the loaded entries whose values are wanted and lie apart; without its value one is missing. */
export function loadBodies(
  bodies: IDBObjectStore,
  wanted: Iterable<string>,
  loaded: Map<string, Entry>,
  to: { readonly unreadable: Unreadable; progress(): void; done(): void },
): void {
  const keys = [...wanted].filter((key) => loaded.get(key)?.apart);
  readEach<Body['value']>(bodies, keys, {
    ...to,
    found(body, key) {
      const { apart, ...entry } = loaded.get(key)!;
      loaded.set(key, { ...entry, [apart!]: body });
    },
    done() {
      for (const key of keys) if (loaded.get(key)!.apart) loaded.delete(key);
      to.done();
    },
  });
}

/** The requests that remove what lies under keys, of which it is not known whether they have a body. */
export function* removeBodies(
  bodies: IDBObjectStore,
  keys: readonly string[],
  mayWait: boolean,
): Generator<IDBRequest> {
  for (const key of mayWait && keys.length > FEW ? yield* presentAmong(bodies, keys) : keys)
    yield bodies.delete(key);
}

/** Those of the keys that have a body, by one look at the range that they span; all if it holds many. */
function* presentAmong(
  bodies: IDBObjectStore,
  keys: readonly string[],
): Generator<IDBRequest, readonly string[]> {
  const sorted = [...keys].sort();
  const span = IDBKeyRange.bound(sorted[0], sorted.at(-1));
  const found = yield* answerOf<IDBValidKey[]>(bodies.getAllKeys(span, keys.length));
  const present = new Set(found);
  return present.size < keys.length ? keys.filter((key) => present.has(key)) : keys;
}
