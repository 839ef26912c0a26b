/** What a batch has to know before it can be worked out. */
import { isWrite, keysOf, needsValue, type Operation, usesLease } from 'shelflife/store';
import { type Bytes, ENTRY, type Kind, LEASE, recordName } from './keys.js';

/** A record that decides what a batch does. */
export interface Wanted {
  readonly kind: Kind;
  readonly key: string;
  readonly name: Bytes;
  /** Whether its value is needed too, or just its first line. */
  isWhole: boolean;
}

/** The records that operations look at: not those that a `set` overwrites first. */
export function wantedBy(operations: readonly Operation[]): Wanted[] {
  const entries = new Map<string, Wanted>();
  const leases = new Map<string, Wanted>();
  const overwritten = new Set<string>();
  for (const operation of operations) {
    if (!('key' in operation)) continue;
    if (operation.type === 'set' && !entries.has(operation.key)) overwritten.add(operation.key);
    for (const key of keysOf(operation)) {
      if (!overwritten.has(key)) want(entries, ENTRY, key, needsValue(operation));
      if (usesLease(operation)) want(leases, LEASE, key, true);
    }
  }
  return [...entries.values(), ...leases.values()];
}

/** Operations that look at no value, or that are asked for because there is none. */
const MAY_GUESS = ['set', 'add', 'delete', 'touch', 'lease', 'clear'];

/**
 * Whether to begin as if nothing were there: the script that writes says so if it is wrong, which takes no
 * longer than to look first.
 */
export function mayGuess(operations: readonly Operation[]): boolean {
  return operations.every(({ type }) => MAY_GUESS.includes(type));
}

/** Whether an operation may make Redis hold more than before. */
export function stores(operation: Operation, now: number): boolean {
  if (!isWrite(operation) || ['delete', 'deleteTagged', 'clear'].includes(operation.type))
    return false;
  return !('expires' in operation) || operation.expires > now;
}

function want(map: Map<string, Wanted>, kind: Kind, key: string, isWhole: boolean): void {
  const wanted = map.get(key);
  if (wanted) wanted.isWhole ||= isWhole;
  else map.set(key, { kind, key, name: recordName(kind, key), isWhole });
}
