/**
 * Counts entries in pages, each in its own transaction. A single `count()` of hundreds of thousands of entries
 * would block the next write until it is done.
 */

import { ENTRIES } from './schema.js';
import type { TransactionOptions } from './transaction.js';
import { inTransaction } from './transaction.js';

/** Entries on a page. */
const PAGE = 10_000;

interface CountedPage {
  readonly count: number;
  /** The last key of a full page. */
  readonly last?: IDBValidKey;
}

export async function countInPages(
  db: IDBDatabase,
  options: TransactionOptions,
  size = PAGE,
): Promise<number> {
  let total = 0;
  let after: IDBValidKey | undefined;
  do {
    const page = await countPage(db, options, size, after);
    total += page.count;
    after = page.last;
  } while (after !== undefined);
  return total;
}

/**
 * Skips a page with a cursor, which does not read the keys in between. If less than a page is left, counts
 * that.
 */
function countPage(
  db: IDBDatabase,
  options: TransactionOptions,
  size: number,
  after?: IDBValidKey,
): Promise<CountedPage> {
  return inTransaction<CountedPage>(db, ENTRIES, 'readonly', options, (entries, handle) => {
    const rest = after === undefined ? undefined : IDBKeyRange.lowerBound(after, true);
    const cursor = entries.openKeyCursor(rest);
    let isAdvanced = size === 1;
    cursor.onsuccess = () => {
      handle.progress();
      const at = cursor.result;
      if (at && isAdvanced) return handle.answer({ count: size, last: at.key });
      if (at) {
        isAdvanced = true;
        return at.advance(size - 1);
      }
      const count = entries.count(rest);
      count.onsuccess = () => handle.answer({ count: count.result });
    };
  });
}
