/** Which rows are shown. */
import type { Row } from './rows.js';

export interface Filter {
  /** A part of the key or the namespace, in upper or lower case. */
  readonly text?: string | undefined;
  /** The whole prefix; `''` for none. */
  readonly keyPrefix?: string | undefined;
  readonly version?: number | undefined;
  readonly tag?: string | undefined;
}

export function isFiltering({ text, keyPrefix, version, tag }: Filter): boolean {
  return !!text || keyPrefix !== undefined || version !== undefined || tag !== undefined;
}

export function filterRows(rows: readonly Row[], filter: Filter): readonly Row[] {
  if (!isFiltering(filter)) return rows;
  const text = filter.text?.toLowerCase() ?? '';
  return rows.filter(
    ({ key, keyPrefix, version, tags = [] }) =>
      (filter.keyPrefix === undefined || keyPrefix === filter.keyPrefix) &&
      (filter.version === undefined || version === filter.version) &&
      (filter.tag === undefined || tags.includes(filter.tag)) &&
      (key.toLowerCase().includes(text) || keyPrefix.toLowerCase().includes(text)),
  );
}

/** What rows can be filtered by. */
export interface Facets {
  readonly keyPrefixes: readonly string[];
  readonly versions: readonly number[];
  readonly tags: readonly string[];
}

export function facetsOf(rows: readonly Row[]): Facets {
  const versions = new Set(rows.map(({ version }) => version));
  return {
    keyPrefixes: [...new Set(rows.map(({ keyPrefix }) => keyPrefix))].sort(),
    versions: [...versions].sort((a, b) => a - b),
    tags: [...new Set(rows.flatMap(({ tags = [] }) => tags))].sort(),
  };
}
