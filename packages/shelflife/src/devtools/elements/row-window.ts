/** The window of an element on its rows: where it is scrolled to, and how high the rows are. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { renderedRows, scrollTopFor, type Viewport } from './windowing.js';

export class RowWindow implements ReactiveController {
  #viewport: Viewport = { top: 0, height: 320, rowHeight: 36 };
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #resizes = new ResizeObserver(() => this.measure());
  #observed: Element | undefined;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  /** The element that scrolls. Its first child is the head, which stays. */
  get #scroller(): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>('.scroller');
  }

  get rowHeight(): number {
    return this.#viewport.rowHeight;
  }

  /** How many rows are seen at once. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewport.height / this.rowHeight) - 1);
  }

  rendered(count: number, active: number): number[] {
    return renderedRows(this.#viewport, count, active);
  }

  reveal(index: number): void {
    const scroller = this.#scroller;
    if (scroller) scroller.scrollTop = scrollTopFor(this.#viewport, index);
    this.measure();
  }

  hostUpdated(): void {
    const scroller = this.#scroller;
    if (scroller && scroller !== this.#observed) {
      this.#resizes.disconnect();
      this.#resizes.observe(scroller);
    }
    this.#observed = scroller ?? undefined;
    this.measure();
  }

  hostDisconnected(): void {
    this.#resizes.disconnect();
    this.#observed = undefined;
  }

  /** Renders again if the view is another one. */
  measure = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const head = scroller.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0;
    const row = scroller.querySelector<HTMLElement>('.row')?.offsetHeight;
    const { top, height, rowHeight } = this.#viewport;
    const next = {
      top: scroller.scrollTop,
      height: scroller.clientHeight - head,
      rowHeight: row || rowHeight,
    };
    if (next.top === top && next.height === height && next.rowHeight === rowHeight) return;
    this.#viewport = next;
    this.#host.requestUpdate();
  };
}
