/**
 * `<shelflife-entries>`: a live table of everything that a cache holds, of all namespaces and versions.
 *
 * @example
 * html`<shelflife-entries .cache=${cache} columns="key value left"></shelflife-entries>`
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CacheBase } from '../../index.js';
import { formatCount, formatEntries } from '../format.js';
import { deleteEntry } from '../watch/actions.js';
import type { CacheWatcher } from '../watch/cache-watcher.js';
import { type Filter, filterRows, isFiltering } from '../watch/filter.js';
import { hasExpired, type Row, type Sorting, sortRows } from '../watch/rows.js';
import { ALL_COLUMNS, COLUMNS, type Column, columnsIn } from './columns.js';
import { entriesTableStyles } from './entries-table.styles.js';
import { type NamedWriter, nameOf } from './entry-cells.js';
import { Flashes } from './flashes.js';
import { RowWindow } from './row-window.js';
import { styled } from './styled.js';
import { tableHead } from './table-head.js';
import { type RowActions, type RowState, tableRow, writerIn } from './table-row.js';
import { Ticking } from './ticking.js';
import { Rings } from './time-left.js';
import { Watching } from './watching.js';
import { movedBy } from './windowing.js';

/** Seconds for which an expired row stays. */
const KEPT = 10;

export class ShelflifeEntries extends LitElement {
  static override properties = {
    cache: { attribute: false },
    watcher: { attribute: false },
    now: { attribute: false },
    writerOf: { attribute: false },
    filter: { attribute: false },
    picked: { attribute: false },
    columns: {},
    kept: { type: Number },
    sorting: { state: true },
    failure: { state: true },
    news: { state: true },
  };
  static override styles = entriesTableStyles;

  /** The cache to list. */
  declare cache: CacheBase | undefined;
  /** The cache's clock, if it has one of its own. */
  declare now: () => number;
  /** Returns the name to show for the last writer of an entry, instead of "this tab" and "another tab". */
  declare writerOf: ((entry: Row) => NamedWriter | undefined) | undefined;
  /** Which entries are shown. */
  declare filter: Filter;
  /** The names of the columns, in their order. */
  declare columns: string;
  /** Seconds for which an expired row stays. */
  declare kept: number;
  /** The id of the row that is marked. */
  declare picked: string | undefined;
  /** @internal A watcher to share, instead of a cache. */
  declare watcher: CacheWatcher | undefined;

  declare protected sorting: Sorting;
  declare protected failure: string | undefined;
  /** What a screen reader says. */
  declare protected news: string;

  readonly #watching = new Watching(this, () => ({
    cache: this.cache,
    given: this.watcher,
    options: { now: this.now, keep: this.kept * 1000 },
    isOpen: true,
  }));
  readonly #window = new RowWindow(this);
  readonly #rings = new Rings();
  readonly #flashes = new Flashes();
  /** The rows in the order in which they are shown, and what that depends on. */
  #shown: readonly Row[] = [];
  #basis: readonly unknown[] = [];
  /** The index of the row that Tab leads to. */
  #active = 0;

  constructor() {
    super();
    new Ticking(this, () => this.#lefts());
    this.now = Date.now;
    this.filter = {};
    this.columns = ALL_COLUMNS.join(' ');
    this.kept = KEPT;
    this.sorting = { by: 'key', isDescending: false };
    this.news = '';
  }

  /** The live entries, as last read. */
  get entries(): readonly Row[] {
    const now = this.now();
    return this.#rows.filter((row) => !hasExpired(row, now));
  }

  /** Reads the cache at once. Resolves when the rows are up to date. */
  async refresh(): Promise<void> {
    await this.#watching.watcher?.refresh();
  }

  /** Removes the rows that have expired. */
  forgetExpired(): void {
    this.#watching.watcher?.forgetExpired();
  }

  /** Moves the focus to the row that was active last. */
  override focus(): void {
    void this.#focusRow(this.#active);
  }

  get #rows(): readonly Row[] {
    return this.#watching.watcher?.rows ?? [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#watching.update();
    if (changed.has('cache')) this.failure = undefined;
    const basis = [this.#rows, this.filter, this.sorting];
    if (basis.every((part, at) => part === this.#basis[at])) return;
    this.#basis = basis;
    const active = this.#shown[this.#active]?.id;
    this.#shown = sortRows(filterRows(this.#rows, this.filter), this.sorting);
    const at = this.#shown.findIndex(({ id }) => id === active);
    this.#active = at >= 0 ? at : Math.max(0, Math.min(this.#active, this.#shown.length - 1));
    this.#rings.keep(new Set(this.#rows.map(({ id }) => id)));
  }

  protected override updated(): void {
    const rows = new Map(
      this.#rendered().map((index) => [this.#shown[index]!.id, this.#shown[index]!]),
    );
    this.#flashes.show(this.renderRoot.querySelectorAll<HTMLElement>('.row.foreign'), rows);
  }

  /** Ms, of the rows that are rendered and expire. */
  #lefts(): number[] {
    const now = this.now();
    const expiries = this.#rendered().map((index) => this.#shown[index]!.expires);
    return expiries.filter((expires) => expires !== null).map((expires) => expires - now);
  }

  #rendered(): number[] {
    return this.#window.rendered(this.#shown.length, this.#active);
  }

  protected override render() {
    const failure = this.failure ?? this.#watching.watcher?.failure;
    const isRead = (this.#watching.watcher?.reads ?? 0) > 0;
    return html`<div class="root" part="root">
      ${failure === undefined ? nothing : html`<p class="failure" role="alert" part="failure"><b>! error</b> ${failure}</p>`}
      ${this.#shown.length > 0 ? this.#grid() : isRead ? this.#empty() : nothing}
      <div class="foot" part="footer"><span>${this.#count()}</span><slot name="footer"></slot></div>
      <span class="unseen" role="status">${this.news}</span>
    </div>`;
  }

  #empty() {
    return isFiltering(this.filter) && this.#rows.length > 0
      ? html`<p class="empty" part="empty">No entry matches.</p>`
      : html`<p class="empty" part="empty"><slot name="empty">Nothing cached yet.</slot></p>`;
  }

  #count(): string {
    const { entries } = this;
    const shown = filterRows(entries, this.filter).length;
    const expired = this.#rows.length - entries.length;
    const of = shown === entries.length ? '' : `${formatCount(shown)} of `;
    return `${of}${formatEntries(entries.length)}${expired > 0 ? `, ${expired} expired` : ''}`;
  }

  #grid() {
    const columns = columnsIn(this.columns);
    const template = columns.map((column) => COLUMNS[column].width).join(' ');
    const height = `${this.#shown.length * this.#window.rowHeight}px`;
    return html`<div
      class="scroller"
      part="table"
      role="grid"
      aria-label="Entries in the cache"
      aria-rowcount=${this.#shown.length + 1}
      ${styled({ '--columns': template })}
      @scroll=${this.#window.measure}
      @focusin=${this.#onFocus}
      @keydown=${this.#onKey}
    >
      ${tableHead(columns, this.sorting, (sorting) => {
        this.sorting = sorting;
      })}
      <div class="body" role="rowgroup" ${styled({ height })}>
        ${repeat(
          this.#rendered(),
          (index) => this.#shown[index]!.id,
          (index) => this.#row(this.#shown[index]!, index, columns),
        )}
      </div>
    </div>`;
  }

  #row(row: Row, index: number, columns: readonly Column[]) {
    const writer = this.writerOf ? this.writerOf(row) : writerIn(row);
    const left = row.expires === null ? null : row.expires - this.now();
    const state: RowState = {
      index,
      height: this.#window.rowHeight,
      left,
      share: left === null ? 1 : this.#rings.shareOf(row.id, row.expires!, left),
      writer,
      isForeign: this.writerOf ? writer !== undefined : row.writer === 'another',
      isActive: index === this.#active,
      isPicked: this.picked === undefined ? undefined : this.picked === row.id,
    };
    return tableRow(row, columns, state, this.#actions);
  }

  readonly #actions: RowActions = {
    pick: (row, index) => this.#pick(row, index),
    remove: (row) => this.#delete(row),
  };

  #pick(row: Row, index: number): void {
    this.#active = index;
    this.dispatchEvent(new CustomEvent('pick', { detail: row }));
    this.requestUpdate();
  }

  readonly #onFocus = ({ target }: FocusEvent): void => {
    const focused = (target as HTMLElement).closest<HTMLElement>('.row')?.dataset.id;
    const index = this.#shown.findIndex(({ id }) => id === focused);
    if (index < 0 || index === this.#active) return;
    this.#active = index;
    this.requestUpdate();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const row = this.#shown[this.#active];
    if (!row || !target.closest('.row')) return;
    const { key } = event;
    const next = movedBy(key, this.#active, this.#shown.length, this.#window.page);
    const isOnRow = target.classList.contains('row');
    if (next !== undefined) void this.#focusRow(next);
    else if (isOnRow && (key === 'Enter' || key === ' ')) this.#pick(row, this.#active);
    else if (isOnRow && key === 'Delete') void this.#delete(row);
    else return;
    event.preventDefault();
  };

  async #focusRow(index: number): Promise<void> {
    this.#active = index;
    this.#window.reveal(index);
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.row[tabindex="0"]')?.focus();
  }

  /** The next row gets the focus, if the deleted one had it. */
  async #delete(row: Row): Promise<void> {
    const { watcher } = this.#watching;
    if (!watcher) return;
    const hadFocus = !!this.shadowRoot?.activeElement?.closest('.row');
    try {
      await deleteEntry(watcher.cache, row);
      watcher.forget(row.id);
      this.failure = undefined;
      this.news = `Deleted ${nameOf(row)}`;
      await watcher.refresh();
      if (hadFocus) await this.#focusRow(Math.min(this.#active, this.#shown.length - 1));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}
