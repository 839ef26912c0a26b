/** The bar over the entries: it filters them, and opens the forms. */
import { html, nothing } from 'lit';
import { formatCount } from '../format.js';
import { type Filter, facetsOf, filterRows, isFiltering } from '../watch/filter.js';
import type { Row } from '../watch/rows.js';
import type { Strip } from './strips.js';

export interface ToolbarActions {
  readonly filterBy: (change: Filter) => void;
  readonly open: (strip: Strip) => void;
}

export function toolbar(rows: readonly Row[], filter: Filter, { filterBy, open }: ToolbarActions) {
  const shown = isFiltering(filter) ? filterRows(rows, filter) : undefined;
  return html`<div class="toolbar">
    ${textField(filter, filterBy)}
    ${facetFields(rows, filter, filterBy)}
    <span class="space"></span>
    <button type="button" class="plain" @click=${() => open({ kind: 'set' })}>Set…</button>
    <button type="button" class="plain" @click=${() => open({ kind: 'tag' })}>By tag…</button>
    <button
      type="button"
      class="plain"
      ?disabled=${shown?.length === 0}
      @click=${() => open({ kind: 'clear', rows: shown })}
    >${shown ? `Delete ${formatCount(shown.length)} shown…` : 'Clear…'}</button>
  </div>`;
}

export function textField({ text = '' }: Filter, filterBy: (change: Filter) => void) {
  const onInput = (event: Event) => filterBy({ text: (event.target as HTMLInputElement).value });
  return html`<input
    type="search"
    aria-label="Filter by key"
    placeholder="Filter by key"
    .value=${text}
    @input=${onInput}
  />`;
}

/** Nothing where there is nothing to choose. */
function facetFields(
  rows: readonly Row[],
  { keyPrefix, version, tag }: Filter,
  filterBy: (change: Filter) => void,
) {
  const { keyPrefixes, versions, tags } = facetsOf(rows);
  return html`${choice('Namespace', 'all namespaces', keyPrefixes, keyPrefix, (chosen) =>
    filterBy({ keyPrefix: chosen }),
  )}${choice('Version', 'all versions', versions, version, (chosen) =>
    filterBy({ version: chosen }),
  )}${choice('Tag', 'all tags', tags, tag, (chosen) => filterBy({ tag: chosen }), 1)}`;
}

/** @param least with fewer values there is nothing to choose */
function choice<T extends string | number>(
  label: string,
  all: string,
  found: readonly T[],
  chosen: T | undefined,
  onChoose: (value: T | undefined) => void,
  least = 2,
) {
  // What was chosen stays a choice when its last entry is gone.
  const values = [...new Set(chosen === undefined ? found : [...found, chosen])];
  if (values.length < least) return nothing;
  const onChange = (event: Event) =>
    onChoose(values[(event.target as HTMLSelectElement).selectedIndex - 1]);
  return html`<select aria-label=${label} @change=${onChange}>
    <option ?selected=${chosen === undefined}>${all}</option>
    ${values.map((value) => html`<option ?selected=${value === chosen}>${nameOf(value)}</option>`)}
  </select>`;
}

function nameOf(value: string | number): string {
  if (value === '') return 'no namespace';
  return typeof value === 'number' ? `version ${value}` : value;
}
