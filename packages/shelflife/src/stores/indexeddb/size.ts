/** Estimates what the entries take. No large value is read. */
import { wrap } from 'idb';
import { type EntriesSize, sizeOf } from '../../model/codec/body.js';
import type { Progress } from './loader.js';
import { BY_SIZE, ENTRIES, type EntryRecord } from './schema.js';
import { inTransaction, type TransactionOptions } from './transaction.js';

/** Entries on a page. */
const PAGE = 256;

/** How many times the smallest size of a class its largest is: the mean is at most 3 % off. */
const CLASS = 1.06;

type PageRequest = IDBRequest<EntryRecord[]>;

/** By the sizes that the entries have in an index, or else page by page. */
export async function measure(db: IDBDatabase, options: TransactionOptions): Promise<EntriesSize> {
  const estimate = await inTransaction<EntriesSize | undefined>(
    db,
    ENTRIES,
    'readonly',
    options,
    (entries, handle) => {
      estimateSize(entries, handle).then(
        (size) => handle.answer(size),
        (error) => handle.fail(error),
      );
    },
  );
  return estimate ?? sizeInPages(db, options);
}

/**
 * Counts the entries in classes of similar sizes. If an entry has no size, because a cache without `maxBytes` has
 * written it, reads one page; `undefined` if there are more entries.
 */
export async function estimateSize(
  entries: IDBObjectStore,
  handle: Progress,
): Promise<EntriesSize | undefined> {
  const index = entries.index(BY_SIZE);
  const [count, sized, least = 0, most = 0] = await Promise.all([
    wrap(entries.count()),
    wrap(index.count()),
    firstKey(index, 'next'),
    firstKey(index, 'prev'),
  ]);
  if (sized < count)
    return count < PAGE ? total(await wrap(entries.getAll() as PageRequest)) : undefined;
  const classes: Promise<number>[] = [];
  for (let from = least; sized > 0 && from <= most; ) {
    const to = Math.min(most, Math.floor(from * CLASS));
    const mean = (from + to) / 2;
    const counted = wrap(index.count(IDBKeyRange.bound(from, to)));
    classes.push(counted.then((found) => found * mean));
    from = to + 1;
  }
  handle.progress();
  const bytes = (await Promise.all(classes)).reduce((sum, part) => sum + part, 0);
  return { entries: count, bytes: Math.round(bytes) };
}

async function firstKey(
  index: IDBIndex,
  direction: IDBCursorDirection,
): Promise<number | undefined> {
  const cursor = await wrap(index.openKeyCursor(null, direction) as IDBRequest<IDBCursor | null>);
  return cursor?.key as number | undefined;
}

async function sizeInPages(db: IDBDatabase, options: TransactionOptions): Promise<EntriesSize> {
  let entries = 0;
  let bytes = 0;
  let after: string | undefined;
  for (;;) {
    const page = await readPage(db, options, after);
    entries += page.length;
    bytes += total(page).bytes;
    if (page.length < PAGE) return { entries, bytes };
    after = page.at(-1)!.key;
  }
}

function total(page: readonly EntryRecord[]): EntriesSize {
  const bytes = page.reduce((sum, record) => sum + sizeOf(record.key, record), 0);
  return { entries: page.length, bytes };
}

function readPage(
  db: IDBDatabase,
  options: TransactionOptions,
  after: string | undefined,
): Promise<EntryRecord[]> {
  return inTransaction(db, ENTRIES, 'readonly', options, (entries, handle) => {
    const rest = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const request: PageRequest = entries.getAll(rest, PAGE);
    request.onsuccess = () => handle.answer(request.result);
  });
}
