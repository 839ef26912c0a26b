/**
 * `<cache-table>`: a live table of everything in a cache, whatever its prefix and version.
 *
 * Hand it the cache, and the clock if the cache has one of its own:
 *
 *   html`<cache-table .cache=${cache} .now=${now}></cache-table>`
 *
 * It reads the cache anew each second while it can be seen, and at once on `refresh()`; after each
 * reading it fires `reading`. With `writerOf`, rows that another tab wrote flash in that tab's colour and
 * name it. It may be handed another cache at any time. What hangs in the slot
 * `empty` is shown where nothing is cached, the slot `footer` beside the count. Colours come from
 * `--hit`, `--expired`, `--error`, `--line`.
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CacheEntry } from 'shelflife';
import { formatValue } from '../format/value.ts';
import { cacheTableStyles } from './cache-table.styles.ts';
import { changedRows, hasExpired, mergeRows, rowId } from './table-rows.ts';
import './time-left.ts';

const POLL_MS = 1000;
const FLASH_MS = 1200;
/** A change that was found longer ago is no news. */
const FRESH_MS = 1000;

/** What the table needs of a cache, so that one of any schema will do. */
export interface ListableCache {
  entries(options: { readonly all: true }): AsyncIterable<CacheEntry>;
  delete(key: string, options: { readonly version: number }): Promise<boolean>;
  namespace(prefix: string): ListableCache;
}

/** Another tab: its name, and which of the colours `--tab-1` … is its own. */
export interface Writer {
  readonly name: string;
  readonly colour: number;
}

export class CacheTable extends LitElement {
  static override properties = {
    cache: { attribute: false },
    now: { attribute: false },
    writerOf: { attribute: false },
    rows: { state: true },
    failure: { state: true },
    readings: { state: true },
  };
  static override styles = cacheTableStyles;

  /** The cache to list: the whole one, not a namespace, as rows of every prefix can be deleted. */
  declare cache: ListableCache | undefined;
  /** The cache's clock. */
  declare now: () => number;
  /** Which other tab wrote an entry last. */
  declare writerOf: (entry: CacheEntry) => Writer | undefined;
  /** The live entries, as last read. */
  entries: readonly CacheEntry[] = [];

  declare protected rows: readonly CacheEntry[];
  declare protected failure: string | undefined;
  declare protected readings: number;

  /** When a row was found changed that has not flashed since; who changed it may be known a little later. */
  readonly #changedAt = new Map<string, number>();
  #poll: ReturnType<typeof setInterval> | undefined;
  #asked = 0;
  #idle: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.now = Date.now;
    this.writerOf = () => undefined;
    this.rows = [];
    this.readings = 0;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#poll = setInterval(() => this.#isSeen && this.refresh(), POLL_MS);
    document.addEventListener('visibilitychange', this.refresh);
    void this.refresh();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#poll);
    document.removeEventListener('visibilitychange', this.refresh);
  }

  get #isSeen() {
    return document.visibilityState === 'visible';
  }

  /** At once, as the one before may be closed soon. */
  protected override updated(changed: PropertyValues<this>) {
    if (changed.get('cache')) void this.refresh();
    this.#flash();
  }

  /** Rows that another tab has changed, once each. */
  #flash() {
    const colour = 'color-mix(in oklab, var(--writer) 24%, transparent)';
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>('tr.foreign')) {
      const id = row.dataset.id ?? '';
      const changedAt = this.#changedAt.get(id) ?? Number.NEGATIVE_INFINITY;
      this.#changedAt.delete(id);
      if (performance.now() - changedAt < FRESH_MS)
        row.animate([{ backgroundColor: colour }, { backgroundColor: 'transparent' }], FLASH_MS);
    }
  }

  /**
   * Reads the cache anew; of readings that overlap the last one asked for counts. Resolves when no
   * reading asked for so far is under way.
   */
  refresh = (): Promise<void> => {
    const before = this.#idle;
    const reading = this.#read();
    this.#idle = reading.then(() => before);
    return this.#idle;
  };

  async #read() {
    if (!this.cache) return;
    const asked = ++this.#asked;
    try {
      const read: CacheEntry[] = [];
      for await (const entry of this.cache.entries({ all: true })) {
        if (asked !== this.#asked) return;
        read.push(entry);
      }
      if (asked === this.#asked) this.#show(read);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Takes the rows away that have expired, as after `clear()`. */
  forgetExpired() {
    this.rows = this.rows.filter((entry) => !hasExpired(entry, this.now()));
  }

  #show(read: readonly CacheEntry[]) {
    this.failure = undefined;
    for (const { entry } of changedRows(this.entries, read))
      this.#changedAt.set(rowId(entry), performance.now());
    this.entries = read;
    this.rows = mergeRows(this.rows, read, this.now());
    this.readings++;
    this.dispatchEvent(new Event('reading'));
  }

  async #delete(entry: CacheEntry) {
    const { key, version, keyPrefix } = entry;
    let view = this.cache;
    if (!view) return;
    if (keyPrefix !== '') for (const name of keyPrefix.split('/')) view = view.namespace(name);
    try {
      await view.delete(key, { version });
      this.#focusAfter(entry);
      this.rows = this.rows.filter((row) => rowId(row) !== rowId(entry));
      await this.refresh();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** The row's button goes away with the row: the keyboard shall not be lost with it. */
  #focusAfter(entry: CacheEntry) {
    const buttons = [...(this.renderRoot.querySelectorAll('button') ?? [])];
    const at = this.rows.findIndex((row) => rowId(row) === rowId(entry));
    const next = buttons[at + 1] ?? buttons[at - 1] ?? this.renderRoot.querySelector('section');
    next?.focus();
  }

  protected override render() {
    return html`<section
      tabindex="-1"
      aria-label="Entries in the cache"
      @expire=${() => this.requestUpdate()}
    >
      ${this.failure === undefined ? nothing : this.#failureText()}
      ${this.rows.length > 0 ? this.#table() : this.readings > 0 ? this.#empty() : nothing}
      <footer>${this.#count()}<slot name="footer"></slot></footer>
    </section>`;
  }

  #failureText() {
    return html`<p class="failure"><b>! error</b> The cache can't be read: ${this.failure}</p>`;
  }

  #empty() {
    return html`<p class="empty"><slot name="empty">Nothing cached yet.</slot></p>`;
  }

  #count() {
    const live = this.rows.filter((entry) => !hasExpired(entry, this.now())).length;
    const expired = this.rows.length - live;
    const entries = `${live} ${live === 1 ? 'entry' : 'entries'}`;
    return html`<span>${entries}${expired > 0 ? `, ${expired} expired` : ''}</span>`;
  }

  // The roles are said again, as the narrow layout's `display` would take them from the elements.
  #table() {
    return html`<table role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">key</th>
          <th role="columnheader" scope="col"><abbr title="version">v</abbr></th>
          <th role="columnheader" scope="col">value</th>
          <th role="columnheader" scope="col">left</th>
          <th role="columnheader" scope="col"><span class="unseen">delete</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(this.rows, rowId, (entry) => this.#row(entry))}
      </tbody>
    </table>`;
  }

  #row(entry: CacheEntry) {
    const { key, version, keyPrefix, value, expires } = entry;
    const text = formatValue(value);
    const name = keyPrefix === '' ? key : `${keyPrefix} · ${key}`;
    const writer = this.writerOf(entry);
    const classes = { expired: hasExpired(entry, this.now()), foreign: writer !== undefined };
    return html`<tr role="row" data-id=${rowId(entry)} class=${classMap(classes)} style="--writer: var(--tab-${writer?.colour ?? 1})">
      <th role="rowheader" scope="row" class="key">${name}${writer ? html`<span class="writer">by ${writer.name}</span>` : nothing}</th>
      <td role="cell" class="version">${version}</td>
      <td role="cell" class="value"><span title=${text}>${text}</span></td>
      <td role="cell" class="left">
        <time-left .expires=${expires} .now=${this.now} .reading=${this.readings}></time-left>
      </td>
      <td role="cell" class="delete">
        <button
          type="button"
          aria-label="Delete ${name}, version ${version}"
          title="Delete"
          @click=${() => this.#delete(entry)}
        >
          ✕
        </button>
      </td>
    </tr>`;
  }
}

customElements.define('cache-table', CacheTable);

declare global {
  interface HTMLElementTagNameMap {
    'cache-table': CacheTable;
  }
}
