/** What the operations of a load do: `lease` takes the right to store, `release` gives it up. */
import { type EntryView, MISS, staleOutcome } from './entry-view.js';
import { mayTake, rests } from './lease.js';
import type { Entry, LeaseOperation, Outcome, ReleaseOperation } from './operation.js';
import { isLive } from './timeout.js';

/** Answers the live entry, or else the lease that is there afterwards. */
export function takeLease(
  view: EntryView,
  operation: LeaseOperation,
  found: Entry | undefined,
  now: number,
): Outcome {
  const isHit = !!found && isLive(found, now);
  if (isHit && !operation.isFresh) return { ...found, hit: true };
  const stale = staleOutcome(found, now);
  const entry = isHit ? { ...found, hit: true } : (stale ?? MISS);
  const held = operation.isFresh ? undefined : view.loadLease(operation.key);
  if (held && (rests(held, operation, stale && found, now) || !mayTake(held, operation, now)))
    return { ...entry, lease: held };
  const { token, failed } = held ?? operation.lease;
  const taken = { ...operation.lease, token, failed };
  view.saveLease(operation.key, taken);
  return { ...entry, lease: taken };
}

/** Leaves the lease to the next load, unless another one has it. */
export function release(view: EntryView, operation: ReleaseOperation, now: number): Outcome {
  const { token, holder, ...given } = operation.lease;
  const held = view.loadLease(operation.key);
  if (held?.token !== token || held.holder !== holder) return MISS;
  const failed = operation.hasFailed ? now : held.failed;
  view.saveLease(operation.key, { ...given, token, lock: undefined, failed });
  return MISS;
}
