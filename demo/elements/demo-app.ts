/** `<demo-app>`: the header, the view that the address names, and the table of the cache. */
import { html, nothing } from 'lit';
import type { Cache } from 'shelflife';
import type { NamedWriter, Row, ShelflifeEntries } from 'shelflife/devtools';
import './entries.ts';
import { FURTHEST_AHEAD, now, onSet, secondsAhead } from '../clock.ts';
import { endTrouble, isTrouble, onTrouble, trouble } from '../endpoints/trouble.ts';
import { closeRetired, currentCache, currentPlace, moveTo } from '../enroll-cache.ts';
import { asError } from '../format/error.ts';
import { formatLeft, formatTimeOfDay } from '../format/time.ts';
import { counted } from '../format/words.ts';
import { type Place, places } from '../place.ts';
import { announceWrites, onWrite, writerOf } from '../tabs/writers.ts';
import { onView, type ShownView, viewInUrl, views } from '../views/index.ts';
import type { SettleEvent, Stage } from '../views/stage.ts';
import { LightElement } from './light-element.ts';
import { segments } from './segments.ts';
import { whatIsWrong } from './server-switch.ts';
import { vocabulary } from './vocabulary.ts';
import './theme-toggle.ts';

const BACKENDS: Readonly<Record<string, string>> = {
  indexeddb: 'IndexedDB',
  memory: 'Memory',
  null: 'Nothing is kept',
  custom: 'Custom store',
};

export class DemoApp extends LightElement {
  #view: ShownView | undefined;
  #said = '';
  #trouble: string | undefined;
  #clearedAt: number | undefined;
  #readings = 0;
  #backend: Cache['backend'];

  override connectedCallback() {
    super.connectedCallback();
    onSet(() => this.#clockWasSet());
    onTrouble(() => this.requestUpdate());
    onWrite(() => this.#table?.requestUpdate());
    onView(() => void this.#show());
    this.#listenTo(currentCache());
    void this.#show();
  }

  async #show() {
    const wanted = viewInUrl();
    const loaded = await wanted.load();
    if (wanted !== viewInUrl()) return;
    this.#view = { ...wanted, render: loaded.view };
    document.title = `${wanted.title} · Shelflife`;
    this.requestUpdate();
    await this.updateComplete;
    // On a phone the links do not all fit.
    this.querySelector('nav [aria-current]')?.scrollIntoView({
      block: 'nearest',
      inline: 'center',
    });
  }

  #listenTo(cache: Cache) {
    cache.addEventListener('error', ({ error }) => this.#warn(error));
    cache.addEventListener('degraded', ({ error }) => this.#warn(error));
    cache.addEventListener('restored', () => this.#warn(undefined));
    announceWrites(cache);
  }

  get #table(): ShelflifeEntries | null {
    return this.querySelector('shelflife-entries');
  }

  #warn(error: Error | undefined) {
    this.#trouble = error?.message;
    this.requestUpdate();
  }

  #say(said: string) {
    this.#said = said;
    this.requestUpdate();
  }

  #clockWasSet() {
    const ahead = secondsAhead();
    this.#say(
      ahead === 0 ? 'The clock is right.' : `The clock is ${formatLeft(ahead * 1000)} ahead.`,
    );
    void this.#table?.refresh();
  }

  async #settle({ said }: SettleEvent) {
    this.#trouble = undefined;
    this.#say(said);
    await this.#refresh();
  }

  /** What was begun before a move goes on where it was begun. */
  async #refresh() {
    await this.updateComplete;
    await this.#table?.refresh();
    await closeRetired().catch((error) => this.#warn(asError(error)));
  }

  async #move(place: Place) {
    // A reading of the old cache would open it again.
    await this.#table?.refresh();
    moveTo(place);
    this.#trouble = undefined;
    this.#listenTo(currentCache());
    this.#say(`Database work: ${place.title}.`);
    await this.#refresh();
  }

  #read() {
    this.#readings++;
    this.requestUpdate();
  }

  protected override render() {
    return html`${this.#header()} ${this.#troubles()}
      <main @settle=${this.#settle} @clear=${this.#cleared}>
        ${this.#view ? this.#view.render(this.#stage()) : nothing}
      </main>
      <p class="unseen" role="status">${this.#said}</p>`;
  }

  #cleared() {
    this.#clearedAt = now();
    this.#table?.forgetExpired();
  }

  #stage(): Stage {
    return {
      table: this.#entries(),
      entries: this.#table?.entries ?? [],
      reading: this.#readings,
    };
  }

  #header() {
    return html`<header>
      <h1>Shelflife <span>Django’s low-level cache, in the browser</span></h1>
      <nav aria-label="Views">
        ${views.map(
          ({ id, title }) =>
            html`<a href="#${id}" aria-current=${id === this.#view?.id ? 'page' : nothing}>${title}</a>`,
        )}
      </nav>
      <div class="tools">${this.#backendBadge()} ${this.#places()} <theme-toggle></theme-toggle></div>
    </header>`;
  }

  #backendBadge() {
    // A cache that was just created does not know yet.
    this.#backend = currentCache().backend ?? this.#backend;
    const backend = this.#backend && BACKENDS[this.#backend];
    if (!backend) return nothing;
    return html`<span class="backend" title="Where the entries live">${backend} <span aria-hidden="true">●</span></span>`;
  }

  #places() {
    return segments({
      label: 'Database work',
      choices: places,
      chosen: currentPlace(),
      choose: (place) => void this.#move(place),
    });
  }

  #troubles() {
    return html`${this.#trouble ? html`<p class="trouble" role="alert"><b>! error</b> ${this.#trouble}</p>` : nothing}
      ${isTrouble(trouble()) && !this.#view?.hasServerSwitch ? endpointTrouble() : nothing}`;
  }

  #entries() {
    const cleared = this.#clearedAt === undefined ? 'never' : formatTimeOfDay(this.#clearedAt);
    return html`<section class="panel table" aria-labelledby="table">
      <div class="bar">
        <h2 id="table">In the cache <code>enroll_cache</code></h2>
        ${statistics()}
      </div>
      <div class="card scroll">
        ${vocabulary}
        <shelflife-entries
          columns="key version value writer left delete"
          kept=${FURTHEST_AHEAD}
          .cache=${currentCache()}
          .now=${now}
          .writerOf=${namedWriter}
          @reading=${() => this.#read()}
        >
          <span slot="empty">Nothing cached yet. Visit the page, or run a scenario.</span>
          <span slot="footer">· cleared ${cleared}</span>
        </shelflife-entries>
      </div>
    </section>`;
  }
}

/** What this page's calls have found so far. */
function statistics() {
  const { hits, misses } = currentCache().stats();
  return html`<span class="statistics">${counted(hits, 'hit')}, ${counted(misses, 'miss', 'misses')}</span>`;
}

/** Another tab or frame, in its colour. */
function namedWriter(row: Row): NamedWriter | undefined {
  const writer = writerOf(row);
  return writer && { name: `by ${writer.name}`, colour: `var(--tab-${writer.colour})` };
}

function endpointTrouble() {
  return html`<p class="trouble endpoints" role="note">
    <span>${whatIsWrong()}</span> <button type="button" @click=${endTrouble}>Set right</button>
  </p>`;
}

customElements.define('demo-app', DemoApp);
