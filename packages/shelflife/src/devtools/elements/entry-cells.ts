/** The cells of a row of the table. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes } from '../format.js';
import { preview } from '../values/preview.js';
import type { Address, Row } from '../watch/rows.js';
import type { Column } from './columns.js';
import { styled } from './styled.js';
import { timeLeft } from './time-left.js';

/** The name of an entry's last writer, and the colour to show it in. */
export interface NamedWriter {
  readonly name: string;
  readonly colour?: string | undefined;
}

/** What the cells show besides the entry. */
export interface RowContext {
  /** Ms, or `null` for ever. */
  readonly left: number | null;
  /** The share of the ring that is left. */
  readonly share: number;
  readonly writer: NamedWriter | undefined;
  readonly isActive: boolean;
  readonly onDelete: () => void;
}

/** What an entry is called in a sentence. */
export function nameOf({ key, keyPrefix }: Address): string {
  return keyPrefix === '' ? key : `${keyPrefix} · ${key}`;
}

export function tagsOf({ tags = [] }: Row): string {
  return tags.join(', ');
}

export function cellOf(column: Column, row: Row, context: RowContext): TemplateResult {
  return CELLS[column](row, context);
}

const CELLS: Readonly<Record<Column, (row: Row, context: RowContext) => TemplateResult>> = {
  key: (row) => html`<span role="rowheader" class="cell key" part="key" title=${nameOf(row)}
    >${row.keyPrefix === '' ? nothing : html`<span class="prefix">${row.keyPrefix} · </span>`}${row.key}</span
  >`,
  version: ({ version }) =>
    html`<span role="gridcell" class="cell version" part="version">${version}</span>`,
  value: ({ value }) => {
    const text = preview(value);
    return html`<span role="gridcell" class="cell value" part="value" title=${text}>${text}</span>`;
  },
  tags: (row) => {
    const text = tagsOf(row);
    return html`<span role="gridcell" class="cell tags" part="tags" title=${text}>${text}</span>`;
  },
  size: ({ bytes }) =>
    html`<span role="gridcell" class="cell size" part="size">${formatBytes(bytes)}</span>`,
  writer: (_, { writer }) => html`<span
    role="gridcell"
    class="cell writer"
    part="writer"
    ${styled({ color: writer?.colour ?? 'var(--other)' })}
    >${writer?.name ?? ''}</span
  >`,
  left: (_, { left, share }) =>
    html`<span role="gridcell" class="cell left" part="left">${timeLeft(left, share)}</span>`,
  delete: (row, { isActive, onDelete }) => html`<span role="gridcell" class="cell delete"
    ><button
      type="button"
      class="plain"
      part="delete"
      tabindex=${isActive ? 0 : -1}
      aria-label=${`Delete ${nameOf(row)}, version ${row.version}`}
      title="Delete"
      @click=${(event: Event) => {
        event.stopPropagation();
        onDelete();
      }}
    >✕</button></span
  >`,
};
