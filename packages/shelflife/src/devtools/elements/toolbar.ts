/** The fields that filter the entries by namespace and version. */
import { html, nothing } from 'lit';
import { type Filter, facetsOf } from '../watch/filter.js';
import type { Row } from '../watch/rows.js';

/** Nothing where there is nothing to choose. */
export function filterFields(
  rows: readonly Row[],
  { keyPrefix, version }: Filter,
  onChange: (change: Filter) => void,
) {
  const { keyPrefixes, versions } = facetsOf(rows);
  const prefixes = [...new Set([...keyPrefixes, ...(keyPrefix === undefined ? [] : [keyPrefix])])];
  const numbers = [...new Set([...versions, ...(version === undefined ? [] : [version])])];
  return html`
    ${
      prefixes.length > 1
        ? choice('Namespace', 'all namespaces', prefixes, keyPrefix, (value) =>
            onChange({ keyPrefix: value }),
          )
        : nothing
    }
    ${
      numbers.length > 1
        ? choice('Version', 'all versions', numbers, version, (value) =>
            onChange({ version: value }),
          )
        : nothing
    }`;
}

function choice<T extends string | number>(
  label: string,
  all: string,
  values: readonly T[],
  chosen: T | undefined,
  onChoose: (value: T | undefined) => void,
) {
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
