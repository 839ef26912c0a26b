/** What has a tag: found by a set of the tag, and checked by the tags in the records themselves. */
import {
  type AppliedBatch,
  type DeleteTagged,
  inRange,
  type Operation,
  type Outcome,
} from 'shelflife/store';
import type { Sender } from './caller.js';
import {
  addressOfMember,
  type Bytes,
  ENTRY,
  encodeKey,
  join,
  type Kind,
  keyOfMember,
  recordName,
} from './keys.js';
import type { Wanted } from './plan.js';
import type { Snapshot } from './snapshot.js';

/** The places that a tag's set has for one operation, as far as it may remove them. */
export interface Tagged {
  readonly operation: DeleteTagged;
  readonly tag: string;
  readonly members: readonly Buffer[];
  /** There are more. */
  readonly isCut: boolean;
}

/** Looks for what the operations concern; no promise if none names a tag. */
export function findTagged(
  operations: readonly Operation[],
  base: string,
  sender: Sender,
): Promise<Tagged[]> | undefined {
  const deletes = operations.filter(({ type }) => type === 'deleteTagged') as DeleteTagged[];
  return deletes.length > 0 ? findEach(deletes, base, sender) : undefined;
}

async function findEach(
  deletes: readonly DeleteTagged[],
  base: string,
  sender: Sender,
): Promise<Tagged[]> {
  const found: Tagged[] = [];
  for (const operation of deletes)
    for (const tag of new Set(operation.tags)) {
      const name = join(base, 't:', encodeKey(tag));
      const all = (await sender.read(['ZRANGE', name, '0', '-1'])) as Buffer[];
      const members = all.filter((member) => isIn(operation, member));
      const { limit } = operation;
      const isCut = members.length > limit;
      found.push({ operation, tag, members: members.slice(0, limit), isCut });
    }
  return found;
}

/** The records to load with those that were found, each once. */
export function withTagged(wanted: Wanted[], tagged: readonly Tagged[]): Wanted[] {
  if (tagged.length === 0) return wanted;
  const names = new Set(wanted.map(({ kind, key }) => kind + key));
  for (const member of tagged.flatMap(({ members }) => members)) {
    const kind = String.fromCharCode(member[0]!) as Kind;
    const key = keyOfMember(member);
    if (names.has(kind + key)) continue;
    names.add(kind + key);
    wanted.push({ kind, key, name: recordName(kind, key), isWhole: kind !== ENTRY });
  }
  return wanted;
}

/** Arguments that take out of the sets what has the tag no more after a batch. */
export function untagsOf(
  tagged: readonly Tagged[],
  { entries, leases }: Snapshot,
  applied: AppliedBatch,
): Bytes[] {
  const hasTag = (member: Buffer, tag: string) => {
    const isEntry = String.fromCharCode(member[0]!) === ENTRY;
    const changes = isEntry ? applied.changes : applied.leases;
    const key = keyOfMember(member);
    const held = changes.has(key) ? changes.get(key) : (isEntry ? entries : leases).get(key);
    return held?.tags?.includes(tag);
  };
  return tagged.flatMap(({ tag, members }) =>
    members.flatMap((member) => (hasTag(member, tag) ? [] : ['untag', member, encodeKey(tag)])),
  );
}

/** Says where there may be more to remove. */
export function withPartial(
  operations: readonly Operation[],
  outcomes: Outcome[],
  tagged: readonly Tagged[],
): Outcome[] {
  const cut = new Set<Operation>();
  for (const { operation, isCut } of tagged) if (isCut) cut.add(operation);
  if (cut.size === 0) return outcomes;
  return outcomes.map((outcome, at) =>
    cut.has(operations[at]!) ? { ...outcome, isPartial: true } : outcome,
  );
}

function isIn({ ranges }: DeleteTagged, member: Buffer): boolean {
  const address = addressOfMember(member);
  return !ranges || ranges.some((range) => inRange(address, range));
}
