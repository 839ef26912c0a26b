/** The columns of the table of entries. */
import type { SortColumn } from '../watch/rows.js';

export type Column = 'key' | 'version' | 'value' | 'tags' | 'size' | 'writer' | 'left' | 'delete';

interface ColumnKind {
  readonly title: string;
  /** Its share of the width, as in `grid-template-columns`. */
  readonly width: string;
  readonly sortedBy?: SortColumn;
}

export const COLUMNS: Readonly<Record<Column, ColumnKind>> = {
  key: { title: 'key', width: 'minmax(96px, 2fr)', sortedBy: 'key' },
  version: { title: 'v', width: '40px', sortedBy: 'version' },
  value: { title: 'value', width: 'minmax(96px, 3fr)' },
  tags: { title: 'tags', width: 'minmax(0, 1fr)' },
  size: { title: 'size', width: '76px', sortedBy: 'size' },
  writer: { title: 'written by', width: '96px', sortedBy: 'writer' },
  left: { title: 'left', width: '100px', sortedBy: 'left' },
  delete: { title: 'delete', width: '36px' },
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
