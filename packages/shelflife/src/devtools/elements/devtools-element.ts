/**
 * `<shelflife-devtools>`: what a cache holds and does, for its developers. In the flow of the page, or docked at an
 * edge of the window.
 *
 * @example
 * html`<shelflife-devtools .cache=${cache}></shelflife-devtools>`
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { CacheBase, UntypedCache } from '../../index.js';
import { formatEntries } from '../format.js';
import type { Place, Tab } from '../place.js';
import { deleteEntry } from '../watch/actions.js';
import type { CacheWatcher } from '../watch/cache-watcher.js';
import { type Filter, filterRows } from '../watch/filter.js';
import type { Row } from '../watch/rows.js';
import { carryOut } from './carry-out.js';
import { devtoolsStyles } from './devtools-element.styles.js';
import { Dock } from './dock.js';
import { nameOf } from './entry-cells.js';
import type { EntryAction } from './entry-details.js';
import { eventList } from './event-list.js';
import { figuresPanel } from './figures-panel.js';
import { badge, dockButtons, edge, hitRate, pill } from './shell.js';
import { filledIn, type Strip, stripOf } from './strips.js';
import { styled } from './styled.js';
import { tabList } from './tab-list.js';
import { textField, toolbar } from './toolbar.js';
import { Watching } from './watching.js';

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
    if (!this.#isOpen) return pill(watcher, this.#title, () => this.#open(true));
    const { side } = this.#dock.place;
    const size = this.docked ? `${this.#dock.size}px` : '';
    const sizes = { height: side === 'bottom' ? size : '', width: side === 'right' ? size : '' };
    return html`<section class="root" aria-label="Shelflife devtools" ${styled(sizes)}>
      ${this.docked ? edge(this.#dock) : nothing}
      ${this.#header(watcher)}
      ${this.#panel(watcher)}
      <span class="unseen" role="status">${this.news}</span>
    </section>`;
  }

  async #open(isOpen: boolean): Promise<void> {
    this.#dock.move({ isOpen });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(isOpen ? '.collapse' : '.pill')?.focus();
  }

  #header(watcher: CacheWatcher) {
    return html`<header>
      <h1>${this.#title}</h1>
      ${badge(watcher)} ${tabList(this.#dock.place.tab, this.#onTab)} ${hitRate(watcher)}
      ${this.docked ? dockButtons(this.#dock, () => this.#open(false)) : nothing}
    </header>`;
  }

  get #title(): string {
    return this.label || 'Shelflife';
  }

  readonly #onTab = async (tab: Tab, hasFocus: boolean): Promise<void> => {
    this.#dock.move({ tab });
    await this.updateComplete;
    if (hasFocus) this.renderRoot.querySelector<HTMLElement>('[role=tab][tabindex="0"]')?.focus();
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
        ${textField(this.filter, this.#filterBy)}
        <span class="space"></span>
        <button type="button" class="plain" @click=${onClear}>Empty the log</button>
      </div>
      ${eventList(log, this.filter.text ?? '')}`;
  }

  readonly #filterBy = (change: Filter): void => {
    this.filter = { ...this.filter, ...change };
    this.news = `${formatEntries(filterRows(this.#rows, this.filter).length)} shown`;
  };

  readonly #openStrip = (strip: Strip): void => {
    this.strip = strip;
  };

  #entries(watcher: CacheWatcher) {
    const { picked, strip } = this;
    const actions = { filterBy: this.#filterBy, open: this.#openStrip };
    return html`${toolbar(watcher.rows, this.filter, actions)}
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
