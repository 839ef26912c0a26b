/**
 * `shelflife/devtools`: what a cache holds and does, in the page of the app itself. For development.
 *
 * @example
 * if (import.meta.env.DEV) import('shelflife/devtools').then(({ mountDevtools }) => mountDevtools(cache));
 */
import { define } from './define.js';
import { ShelflifeDevtools } from './elements/devtools-element.js';
import { ShelflifeEntries } from './elements/entries-table.js';
import { ShelflifeEntry } from './elements/entry-details.js';
import { ShelflifeValue } from './elements/value-tree.js';

export type { NamedWriter } from './elements/entry-cells.js';
export { type DevtoolsOptions, mountDevtools } from './mount.js';
export type { Filter } from './watch/filter.js';
export type { Row, Writer } from './watch/rows.js';
export { ShelflifeDevtools, ShelflifeEntries };

define('shelflife-value', ShelflifeValue);
define('shelflife-entry', ShelflifeEntry);
define('shelflife-entries', ShelflifeEntries);
define('shelflife-devtools', ShelflifeDevtools);

declare global {
  interface HTMLElementTagNameMap {
    'shelflife-devtools': ShelflifeDevtools;
    'shelflife-entries': ShelflifeEntries;
  }
}
