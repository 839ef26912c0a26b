/** The size of what a session holds, from the session, or by reading every entry. */
import { type EntriesSize, sizeOf as sizeOfEntry } from '../model/codec/body.js';
import type { StoreSession } from '../model/store.js';

/** How many entries are read at a time. */
const PAGE = 256;

export async function sizeOf(session: StoreSession, now: number): Promise<EntriesSize> {
  if (session.size) return session.size();
  let entries = 0;
  let bytes = 0;
  let after: string | undefined;
  do {
    const { keys, next } = await session.keys(undefined, after, PAGE);
    const operations = keys.map((key) => ({ type: 'get', key, stale: true }) as const);
    const outcomes = operations.length > 0 ? await session.execute({ now, operations }) : [];
    for (const [at, outcome] of outcomes.entries()) bytes += sizeOfEntry(keys[at]!, outcome);
    entries += keys.length;
    after = next;
  } while (after !== undefined);
  return { entries, bytes };
}
