/** Does what a form says. */
import type { UntypedCache } from '../../index.js';
import { formatEntries } from '../format.js';
import { deleteEntries, setEntry, touchEntry } from '../watch/actions.js';
import { nameOf } from './entry-cells.js';
import type { Filled } from './strips.js';

/** Resolves to what a screen reader says. */
export async function carryOut(cache: UntypedCache, filled: Filled): Promise<string> {
  switch (filled.kind) {
    case 'set':
      await setEntry(cache, filled.entry, filled.value, filled.timeout);
      return `Set ${nameOf(filled.entry)}`;
    case 'touch': {
      const isThere = await touchEntry(cache, filled.row, filled.timeout);
      return `${isThere ? 'Touched' : 'No longer there:'} ${nameOf(filled.row)}`;
    }
    case 'tag':
      return `Deleted ${formatEntries(await cache.deleteByTag(filled.tag))}`;
    case 'clear':
      if (filled.rows) return `Deleted ${formatEntries(await deleteEntries(cache, filled.rows))}`;
      await cache.clear();
      return 'Cleared';
  }
}
