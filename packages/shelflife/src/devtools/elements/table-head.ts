/** The head of the table: the titles of the columns, which sort the rows. */
import { html, nothing } from 'lit';
import type { SortColumn, Sorting } from '../watch/rows.js';
import { COLUMNS, type Column } from './columns.js';

export function tableHead(
  columns: readonly Column[],
  sorting: Sorting,
  onSort: (sorting: Sorting) => void,
) {
  return html`<div class="head" part="head" role="rowgroup">
    <div class="line" role="row" aria-rowindex="1">
      ${columns.map((column) => titleOf(column, sorting, onSort))}
    </div>
  </div>`;
}

function titleOf(column: Column, sorting: Sorting, onSort: (sorting: Sorting) => void) {
  const { title, sortedBy } = COLUMNS[column];
  if (!sortedBy)
    return html`<span role="columnheader" class=${`cell ${column}`}
      ><span class=${column === 'delete' ? 'unseen' : ''}>${title}</span></span
    >`;
  const isSorted = sorting.by === sortedBy;
  const order = sorting.isDescending ? 'descending' : 'ascending';
  return html`<span
    role="columnheader"
    class=${`cell ${column}`}
    aria-sort=${isSorted ? order : nothing}
  >
    <button type="button" class="sort" @click=${() => onSort(nextSorting(sorting, sortedBy))}>
      ${column === 'version' ? html`<abbr title="version">v</abbr>` : title}<span class="sign" aria-hidden="true"
        >${isSorted ? (sorting.isDescending ? '↓' : '↑') : ''}</span
      >
    </button>
  </span>`;
}

/** Sorts by another column, or the other way round. */
function nextSorting({ by, isDescending }: Sorting, chosen: SortColumn): Sorting {
  return { by: chosen, isDescending: by === chosen && !isDescending };
}
