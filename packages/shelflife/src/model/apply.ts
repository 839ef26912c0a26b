/**
 * The semantics of the cache: what each operation does to the entries, as one pure function.
 *
 * Stores are shells around `apply()`: they load the entries that a batch names, apply the
 * operations in order, and write back what changed. So all stores behave identically, and
 * `add`, `incr` and `touch` are atomic wherever a batch is one transaction.
 */
import { increment } from './apply-incr.js';
import { release, takeLease } from './apply-lease.js';
import {
  drop,
  type EntryView,
  HIT,
  MISS,
  NOT_FOUND,
  put,
  save,
  staleOutcome,
  type TaggedView,
} from './entry-view.js';
import type { DeleteTagged, KeyedOperation, Outcome } from './operation.js';
import { isLive } from './timeout.js';

/** Applies `operation` to `view` at `now`. As long as there are operations: one case for each. */
export function apply(view: EntryView, operation: KeyedOperation, now: number): Outcome {
  const found = view.load(operation.key);
  const entry = found && isLive(found, now) ? found : undefined;
  switch (operation.type) {
    case 'get':
      if (entry) return { ...entry, hit: true };
      return (operation.stale && staleOutcome(found, now)) || MISS;
    case 'has': {
      if (!entry) return MISS;
      const { expires, written, address } = entry;
      return { hit: true, expires, written, address };
    }
    case 'set':
      return { ...put(view, operation, now), hit: !!entry };
    case 'add':
      if (entry) return operation.read ? { ...entry, hit: true } : HIT;
      return put(view, operation, now);
    case 'delete':
      drop(view, operation.key);
      return entry ? HIT : MISS;
    case 'touch':
      if (operation.expires <= now) drop(view, operation.key);
      else if (entry)
        view.save(operation.key, { ...entry, expires: operation.expires, written: now });
      return entry ? HIT : MISS;
    case 'incr':
      return increment(view, operation, entry, now);
    case 'move':
      if (!entry) return NOT_FOUND;
      drop(view, operation.key);
      save(view, operation.to, { ...entry, address: operation.address }, now);
      return HIT;
    case 'lease':
      return takeLease(view, operation, found, now);
    case 'fulfil':
      if (view.loadLease(operation.key)?.token !== operation.token)
        return entry ? { ...entry, hit: true } : MISS;
      return { ...put(view, operation, now), isStored: true };
    case 'release':
      return release(view, operation, now);
  }
}

/** Removes up to `limit` entries, and ends the leases with a tag. */
export function applyTagged(view: TaggedView, operation: DeleteTagged, now: number): Outcome {
  const { entries, leases } = view.tagged(operation);
  let removed = 0;
  for (const key of entries.slice(0, operation.limit)) {
    if (isLive(view.load(key)!, now)) removed++;
    drop(view, key);
  }
  for (const key of leases) view.endLease(key);
  return { hit: removed > 0, value: removed, isPartial: entries.length > operation.limit };
}
