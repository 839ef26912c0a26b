/** Finds the entries and leases that have a tag, by a look at the first lines of all records in the ranges. */
import { type DeleteTagged, isConcerned, type Operation } from 'shelflife/store';
import type { Sender } from './caller.js';
import { membersIn } from './clear.js';
import { ENTRY, join, type Kind, keyOfMember, LEASE, recordName } from './keys.js';
import type { Place } from './place.js';
import type { Wanted } from './plan.js';
import { decodeEntry, decodeLease } from './records.js';
import { READ } from './scripts.js';

/** How many records are looked at together. */
const PAGE = 500;

/** The records that the operations remove by their tags, each once. */
export async function taggedBy(
  operations: readonly Operation[],
  place: Place,
  sender: Sender,
): Promise<Wanted[]> {
  const found = new Map<string, Wanted>();
  for (const operation of operations)
    if (operation.type === 'deleteTagged')
      for (const kind of [ENTRY, LEASE])
        for (const range of operation.ranges ?? [undefined])
          for (const wanted of await taggedIn(kind, range, operation, place, sender))
            found.set(`${kind}${wanted.key}`, wanted);
  return [...found.values()];
}

async function taggedIn(
  kind: Kind,
  range: Parameters<typeof membersIn>[1],
  operation: DeleteTagged,
  { base, codec }: Place,
  sender: Sender,
): Promise<Wanted[]> {
  const found: Wanted[] = [];
  const [first, to] = membersIn(kind, range);
  for (let from = first; found.length <= operation.limit; ) {
    const command = ['ZRANGEBYLEX', `${base}keys`, from, to, 'LIMIT', '0', String(PAGE)];
    const members = (await sender.read(command)) as Buffer[];
    if (members.length === 0) break;
    const wanted = members.map(keyOfMember).map((key) => {
      return { kind, key, name: recordName(kind, key), isWhole: kind === LEASE };
    });
    const asked = wanted.flatMap(({ name, isWhole }) => [name, isWhole ? 'whole' : 'head']);
    const records = (await sender.readBy(READ, asked)) as (Buffer | null)[];
    for (const [at, bytes] of records.entries())
      if (bytes && isTagged(kind, bytes, wanted[at]!.key, operation, codec.decode))
        found.push(wanted[at]!);
    from = join('(', members.at(-1)!);
  }
  return found;
}

/** A record that cannot be read has no tags. */
function isTagged(
  kind: Kind,
  bytes: Buffer,
  key: string,
  { tags, ranges }: DeleteTagged,
  decode: Place['codec']['decode'],
): boolean {
  try {
    const held = kind === ENTRY ? decodeEntry(bytes, false, decode) : decodeLease(bytes);
    return isConcerned(key, held, { tags, ranges });
  } catch {
    return false;
  }
}
