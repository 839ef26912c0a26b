/** Which of many rows of one height are rendered: those in view, and some around them. */

export interface Viewport {
  /** Px above what is seen. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
}

/** Rows above and below the view, for a scroll that is faster than a render. */
const AROUND = 8;

/** The indexes of the rendered rows. The active row is always one of them, so that it keeps the focus. */
export function renderedRows(viewport: Viewport, count: number, active: number): number[] {
  const { top, height, rowHeight } = viewport;
  const from = Math.max(0, Math.floor(top / rowHeight) - AROUND);
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + AROUND);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
  const isOutside = active >= 0 && active < count && (active < from || active >= to);
  return isOutside ? [...indexes, active].sort((a, b) => a - b) : indexes;
}

/** Where to scroll to, so that a row can be seen. */
export function scrollTopFor({ top, height, rowHeight }: Viewport, index: number): number {
  const start = index * rowHeight;
  return Math.max(Math.min(top, start), start + rowHeight - height);
}

/** The row that a key moves to; `undefined` if it is no such key. */
export function movedBy(
  key: string,
  index: number,
  count: number,
  page: number,
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, index + step));
}
