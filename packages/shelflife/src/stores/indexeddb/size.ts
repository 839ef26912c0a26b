/** Estimates what the entries take, page by page. Large values lie apart, and are not read. */
import { type EntriesSize, sizeOf } from '../../model/codec/body.js';
import { ENTRIES, type EntryRecord } from './schema.js';
import { inTransaction, type TransactionOptions } from './transaction.js';

/** Entries on a page. */
const PAGE = 256;

export async function sizeInPages(
  db: IDBDatabase,
  options: TransactionOptions,
): Promise<EntriesSize> {
  let entries = 0;
  let bytes = 0;
  let after: string | undefined;
  for (;;) {
    const page = await readPage(db, options, after);
    entries += page.length;
    for (const record of page) bytes += sizeOf(record.key, record);
    if (page.length < PAGE) return { entries, bytes };
    after = page.at(-1)!.key;
  }
}

function readPage(
  db: IDBDatabase,
  options: TransactionOptions,
  after: string | undefined,
): Promise<EntryRecord[]> {
  return inTransaction(db, ENTRIES, 'readonly', options, (entries, handle) => {
    const rest = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const request: IDBRequest<EntryRecord[]> = entries.getAll(rest, PAGE);
    request.onsuccess = () => handle.answer(request.result);
  });
}
