/** The columns of the table of entries. */
import type { SortColumn } from '../watch/rows.js';

export type Column = 'key' | 'version' | 'value' | 'size' | 'writer' | 'left' | 'delete';

interface ColumnKind {
  readonly title: string;
  /** Its share of the width, as in `grid-template-columns`. */
  readonly width: string;
  readonly sortedBy?: SortColumn;
}

export const COLUMNS: Readonly<Record<Column, ColumnKind>> = {
  key: { title: 'key', width: 'minmax(6rem, 2fr)', sortedBy: 'key' },
  version: { title: 'v', width: '2.5rem', sortedBy: 'version' },
  value: { title: 'value', width: 'minmax(6rem, 3fr)' },
  size: { title: 'size', width: '4.75rem', sortedBy: 'size' },
  writer: { title: 'written by', width: '6rem', sortedBy: 'writer' },
  left: { title: 'left', width: '6.25rem', sortedBy: 'left' },
  delete: { title: 'delete', width: '2.25rem' },
};

export const ALL_COLUMNS = Object.keys(COLUMNS) as Column[];

/** The columns that an attribute names, in its order: `key value left`. */
export function columnsIn(names: string): Column[] {
  const wanted = names.split(/\s+/).filter((name) => name !== '');
  for (const name of wanted)
    if (!(name in COLUMNS))
      throw new TypeError(`columns: expected some of ${ALL_COLUMNS.join(', ')}, got "${name}"`);
  return wanted as Column[];
}
