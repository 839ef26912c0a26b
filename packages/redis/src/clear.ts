/** A clear, in slices, so that others need not wait for long. */
import { type Clear, changeOf, type KeyRange } from 'shelflife/store';
import type { Sender } from './caller.js';
import { type Bytes, ENTRY, encodeKey, join, type Kind, LEASE } from './keys.js';
import type { Place } from './place.js';
import { CLEAR } from './scripts.js';

/** Removes the entries and leases of the ranges of built-in keys, or all of them. */
export async function clear(operation: Clear, place: Place, sender: Sender): Promise<void> {
  const message = place.announcements.messageOf([changeOf(operation)]);
  for (const range of operation.ranges ?? [undefined])
    for (const kind of [ENTRY, LEASE]) await clearRange(kind, range, message, sender);
}

async function clearRange(
  kind: Kind,
  range: KeyRange | undefined,
  message: string,
  sender: Sender,
): Promise<void> {
  const [first, to] = membersIn(kind, range);
  let from: Bytes | undefined = first;
  while (from) {
    const last = (await sender.writeBy(CLEAR, [message, from, to])) as Buffer | null;
    from = last ? join('(', last) : undefined;
  }
}

/** Where in an index the records of a kind are whose built-in keys are in a range, for ZRANGEBYLEX. */
export function membersIn(kind: Kind, range: KeyRange | undefined): [from: Bytes, to: Bytes] {
  if (!range) return [`[${kind}`, `(${String.fromCharCode(kind.charCodeAt(0) + 1)}`];
  return [join(`[${kind}`, encodeKey(range.from)), join(`(${kind}`, encodeKey(range.to))];
}
