/** A row of the table. */
import { html, nothing } from 'lit';
import type { Row } from '../watch/rows.js';
import type { Column } from './columns.js';
import { cellOf, type NamedWriter } from './entry-cells.js';
import { styled } from './styled.js';

/** What belongs to a row besides its entry. */
export interface RowState {
  readonly index: number;
  /** Px. */
  readonly height: number;
  /** Ms, or `null` for ever. */
  readonly left: number | null;
  /** The share of its ring that is left. */
  readonly share: number;
  readonly writer: NamedWriter | undefined;
  /** Whether another tab wrote it. */
  readonly isForeign: boolean;
  /** Whether Tab leads to it. */
  readonly isActive: boolean;
  /** `undefined` where no row is ever picked. */
  readonly isPicked: boolean | undefined;
}

export interface RowActions {
  readonly pick: (row: Row, index: number) => void;
  readonly remove: (row: Row) => void;
}

export function tableRow(
  row: Row,
  columns: readonly Column[],
  state: RowState,
  { pick, remove }: RowActions,
) {
  const { index, height, left, share, writer, isForeign, isActive, isPicked } = state;
  const isExpired = left !== null && left <= 0;
  const context = { left, share, writer, isActive, onDelete: () => remove(row) };
  return html`<div
    class=${`row line${isForeign ? ' foreign' : ''}${isExpired ? ' expired' : ''}`}
    part="row"
    role="row"
    data-id=${row.id}
    aria-rowindex=${index + 2}
    aria-selected=${isPicked ?? nothing}
    tabindex=${isActive ? 0 : -1}
    ${styled({
      transform: `translateY(${index * height}px)`,
      '--writer': writer?.colour ?? 'var(--other)',
    })}
    @click=${() => pick(row, index)}
  >${columns.map((column) => cellOf(column, row, context))}</div>`;
}

export function writerIn({ writer }: Row): NamedWriter | undefined {
  if (writer === undefined) return undefined;
  return writer === 'another'
    ? { name: 'another tab' }
    : { name: 'this tab', colour: 'var(--muted)' };
}
