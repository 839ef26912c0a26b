/**
 * `<shelflife-devtools>`: what a cache holds and does, for its developers. In the flow of the page, or docked at an
 * edge of the window.
 *
 * @example
 * html`<shelflife-devtools .cache=${cache}></shelflife-devtools>`
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { CacheBase, UntypedCache } from '../../index.js';
import { formatCount, formatEntries, formatShare } from '../format.js';
import type { Place, Tab } from '../place.js';
import { deleteEntries, deleteEntry, setEntry, touchEntry } from '../watch/actions.js';
import type { CacheWatcher } from '../watch/cache-watcher.js';
import { type Filter, filterRows, isFiltering } from '../watch/filter.js';
import type { Row } from '../watch/rows.js';
import { devtoolsStyles } from './devtools-element.styles.js';
import { Dock, otherSide } from './dock.js';
import { nameOf } from './entry-cells.js';
import type { EntryAction } from './entry-details.js';
import { eventList } from './event-list.js';
import { figuresPanel } from './figures-panel.js';
import { type Filled, filledIn, type Strip, stripOf } from './strips.js';
import { styled } from './styled.js';
import { filterFields } from './toolbar.js';
import { Watching } from './watching.js';
import { movedBy } from './windowing.js';

const TABS: Readonly<Record<Tab, string>> = {
  entries: 'Entries',
  events: 'Events',
  figures: 'Figures',
};

/** Ms for which an expired row stays. */
const KEPT = 10_000;

export class ShelflifeDevtools extends LitElement {
  static override properties = {
    cache: { attribute: false },
    now: { attribute: false },
    label: {},
    theme: { reflect: true },
    docked: { type: Boolean, reflect: true },
    filter: { state: true },
    picked: { state: true },
    strip: { state: true },
    failure: { state: true },
    news: { state: true },
  };
  static override styles = devtoolsStyles;

  /** The cache to watch. */
  declare cache: CacheBase | undefined;
  /** The cache's clock, if it has one of its own. */
  declare now: () => number;
  /** What the cache is called. */
  declare label: string;
  /** Otherwise as the system has it. */
  declare theme: 'light' | 'dark' | undefined;
  /** Whether it lies at an edge of the window, over the page. */
  declare docked: boolean;

  declare protected filter: Filter;
  /** The row whose details are shown. */
  declare protected picked: Row | undefined;
  declare protected strip: Strip | undefined;
  declare protected failure: string | undefined;
  /** What a screen reader says. */
  declare protected news: string;

  readonly #dock = new Dock(this);
  readonly #watching = new Watching(this, () => ({
    cache: this.cache,
    options: { now: this.now, keep: KEPT },
    isOpen: this.#isOpen,
  }));

  constructor() {
    super();
    this.now = Date.now;
    this.label = '';
    this.docked = false;
    this.filter = {};
    this.news = '';
  }

  /** @param place where it is docked, unless another place is remembered */
  startAt(place: Partial<Place>): void {
    this.#dock.begin(place);
    this.requestUpdate();
  }

  get #isOpen(): boolean {
    return !this.docked || this.#dock.place.isOpen;
  }

  get #rows(): readonly Row[] {
    return this.#watching.watcher?.rows ?? [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#watching.update();
    if (changed.has('cache')) this.#reset();
    const { picked } = this;
    if (picked) this.picked = this.#rows.find(({ id }) => id === picked.id);
  }

  #reset(): void {
    this.picked = undefined;
    this.strip = undefined;
    this.failure = undefined;
    this.filter = {};
  }

  protected override updated(changed: PropertyValues): void {
    this.toggleAttribute('collapsed', !this.#isOpen);
    this.setAttribute('side', this.#dock.place.side);
    if (this.docked) this.#showOnTop();
    if (changed.has('strip') && this.strip)
      this.renderRoot
        .querySelector<HTMLElement>('.strip :is(input:not([readonly]), textarea, button)')
        ?.focus();
  }

  /** Above everything, whatever the page has done to the element's ancestors. */
  #showOnTop(): void {
    if (!this.showPopover || this.matches(':popover-open')) return;
    this.popover = 'manual';
    this.showPopover();
  }

  protected override render() {
    const { watcher } = this.#watching;
    if (!watcher) return html`<div class="root"><p class="empty">No cache to watch yet.</p></div>`;
    if (!this.#isOpen) return this.#pill(watcher);
    const { side } = this.#dock.place;
    const size = this.docked ? `${this.#dock.size}px` : '';
    const sizes = { height: side === 'bottom' ? size : '', width: side === 'right' ? size : '' };
    return html`<section class="root" aria-label="Shelflife devtools" ${styled(sizes)}>
      ${this.docked ? this.#edge() : nothing}
      ${this.#header(watcher)}
      ${this.#panel(watcher)}
      <span class="unseen" role="status">${this.news}</span>
    </section>`;
  }

  #pill({ cache, degraded }: CacheWatcher) {
    const { hits, misses } = cache.stats();
    return html`<div class="root">
      <button type="button" class="pill" aria-expanded="false" @click=${() => this.#open(true)}>
        <span class=${degraded ? 'sign error' : 'sign hit'} aria-hidden="true">${degraded ? '!' : '●'}</span>
        ${this.label || 'Shelflife'} <span class="soft">${formatShare(hits, hits + misses)} hits</span>
      </button>
    </div>`;
  }

  async #open(isOpen: boolean): Promise<void> {
    this.#dock.move({ isOpen });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(isOpen ? '.collapse' : '.pill')?.focus();
  }

  #edge() {
    const { onPointerDown, onKeyDown, place, size, whole } = this.#dock;
    return html`<div
      class="edge"
      role="separator"
      tabindex="0"
      aria-label="Resize"
      aria-orientation=${place.side === 'bottom' ? 'horizontal' : 'vertical'}
      aria-valuenow=${Math.round((100 * size) / whole)}
      @pointerdown=${onPointerDown}
      @keydown=${onKeyDown}
    ></div>`;
  }

  #header(watcher: CacheWatcher) {
    const { cache, degraded } = watcher;
    const { side } = this.#dock.place;
    const { hits, misses } = cache.stats();
    return html`<header>
      <h1>${this.label || 'Shelflife'}</h1>
      <span class="badge" title=${degraded ?? ''}
        ><span class=${degraded ? 'sign error' : 'sign hit'} aria-hidden="true">${degraded ? '!' : '●'}</span>
        ${cache.backend ?? 'not used yet'}${degraded ? ', degraded' : ''}</span
      >
      ${this.#tabs()}
      <span class="soft rate">${formatShare(hits, hits + misses)} hits</span>
      ${
        this.docked
          ? html`<button type="button" class="plain" @click=${() => this.#dock.move({ side: otherSide(side) })}>
                Dock ${side === 'bottom' ? 'right' : 'below'}
              </button>
              <button type="button" class="plain collapse" aria-expanded="true" aria-label="Collapse" title="Collapse" @click=${() => this.#open(false)}>–</button>`
          : nothing
      }
    </header>`;
  }

  #tabs() {
    const { tab } = this.#dock.place;
    const names = Object.keys(TABS) as Tab[];
    return html`<div role="tablist" aria-label="Views" @keydown=${this.#onTabKey}>
      ${names.map(
        (name) => html`<button
          type="button"
          role="tab"
          id=${`tab-${name}`}
          aria-selected=${String(name === tab)}
          aria-controls="panel"
          tabindex=${name === tab ? 0 : -1}
          @click=${() => this.#dock.move({ tab: name })}
        >${TABS[name]}</button>`,
      )}
    </div>`;
  }

  readonly #onTabKey = async ({ key }: KeyboardEvent): Promise<void> => {
    const names = Object.keys(TABS) as Tab[];
    const arrows: Readonly<Record<string, string>> = {
      ArrowLeft: 'ArrowUp',
      ArrowRight: 'ArrowDown',
    };
    const at = names.indexOf(this.#dock.place.tab);
    const next = movedBy(arrows[key] ?? key, at, names.length, 0);
    if (next === undefined) return;
    this.#dock.move({ tab: names[next]! });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[role=tab][tabindex="0"]')?.focus();
  };

  #panel(watcher: CacheWatcher) {
    const { tab } = this.#dock.place;
    return html`<div class="panel" id="panel" role="tabpanel" aria-labelledby=${`tab-${tab}`}>
      ${tab === 'entries' ? this.#entries(watcher) : tab === 'events' ? this.#events(watcher) : figuresPanel(watcher)}
    </div>`;
  }

  #events({ log }: CacheWatcher) {
    const onClear = () => {
      log.clear();
      this.requestUpdate();
    };
    return html`<div class="toolbar">
        <input type="search" aria-label="Filter by key" placeholder="Filter by key" .value=${this.filter.text ?? ''} @input=${this.#onText} />
        <span class="space"></span>
        <button type="button" class="plain" @click=${onClear}>Empty the log</button>
      </div>
      ${eventList(log, this.filter.text ?? '')}`;
  }

  readonly #onText = (event: Event): void => {
    this.filter = { ...this.filter, text: (event.target as HTMLInputElement).value };
  };

  #entries(watcher: CacheWatcher) {
    const { picked, strip } = this;
    return html`${this.#toolbar(watcher)}
      ${strip ? stripOf(strip, { fill: this.#fill, close: this.#closeStrip }) : nothing}
      ${this.failure === undefined ? nothing : html`<p class="failure" role="alert"><b>! error</b> ${this.failure}</p>`}
      <div class=${picked ? 'split picked' : 'split'}>
        <shelflife-entries
          .watcher=${watcher}
          .filter=${this.filter}
          .now=${this.now}
          .picked=${picked?.id ?? ''}
          @pick=${({ detail }: CustomEvent<Row>) => {
            this.picked = detail;
          }}
        ></shelflife-entries>
        ${picked ? this.#details(picked) : nothing}
      </div>`;
  }

  #toolbar({ rows }: CacheWatcher) {
    const isFiltered = isFiltering(this.filter);
    const shown = isFiltered ? filterRows(rows, this.filter) : undefined;
    const show = (strip: Strip) => () => {
      this.strip = strip;
    };
    return html`<div class="toolbar">
      <input type="search" aria-label="Filter by key" placeholder="Filter by key" .value=${this.filter.text ?? ''} @input=${this.#onText} />
      ${filterFields(rows, this.filter, (change) => {
        this.filter = { ...this.filter, ...change };
      })}
      <span class="space"></span>
      <button type="button" class="plain" @click=${show({ kind: 'set' })}>Set…</button>
      <button type="button" class="plain" @click=${show({ kind: 'tag' })}>By tag…</button>
      <button type="button" class="plain" ?disabled=${shown?.length === 0} @click=${show({ kind: 'clear', rows: shown })}>
        ${shown ? `Delete ${formatCount(shown.length)} shown…` : 'Clear…'}
      </button>
    </div>`;
  }

  #details(row: Row) {
    return html`<shelflife-entry
      .row=${row}
      .now=${this.now}
      @action=${({ detail }: CustomEvent<EntryAction>) => this.#act(detail, row)}
    ></shelflife-entry>`;
  }

  #act(action: EntryAction, row: Row): void {
    if (action === 'edit') this.strip = { kind: 'set', row };
    else if (action === 'touch') this.strip = { kind: 'touch', row };
    else if (action === 'delete')
      void this.#do(async (cache) => {
        await deleteEntry(cache, row);
        return `Deleted ${nameOf(row)}`;
      });
    if (action === 'close' || action === 'delete') this.#closeDetails();
  }

  #closeDetails(): void {
    this.picked = undefined;
    this.renderRoot.querySelector('shelflife-entries')?.focus();
  }

  readonly #closeStrip = (): void => {
    this.strip = undefined;
  };

  readonly #fill = (strip: Strip, form: FormData): void => {
    void this.#do(async (cache) => {
      const done = await carryOut(cache, filledIn(strip, form));
      this.strip = undefined;
      return done;
    });
  };

  /** @param work resolves to what a screen reader says */
  async #do(work: (cache: UntypedCache) => Promise<string>): Promise<void> {
    const { watcher } = this.#watching;
    if (!watcher) return;
    try {
      this.failure = undefined;
      this.news = await work(watcher.cache);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    await watcher.refresh();
  }
}

async function carryOut(cache: UntypedCache, filled: Filled): Promise<string> {
  switch (filled.kind) {
    case 'set':
      await setEntry(cache, filled.entry, filled.value, filled.timeout);
      return `Set ${nameOf(filled.entry)}`;
    case 'touch':
      await touchEntry(cache, filled.row, filled.timeout);
      return `Touched ${nameOf(filled.row)}`;
    case 'tag':
      return `Deleted ${formatEntries(await cache.deleteByTag(filled.tag))}`;
    case 'clear':
      if (filled.rows) return `Deleted ${formatEntries(await deleteEntries(cache, filled.rows))}`;
      await cache.clear();
      return 'Cleared';
  }
}
