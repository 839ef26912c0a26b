/** What the page gives to each of its views, and what a view asks of the page. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CacheEntry } from 'shelflife';
import type { Action } from '../elements/action-bar.ts';
import { LightElement } from '../elements/light-element.ts';
import { changedRows } from '../elements/row-changes.ts';
import '../elements/action-bar.ts';

export interface Stage {
  /** The table of the cache, to be placed beside the view. */
  readonly table: TemplateResult;
  /** The entries as last read. */
  readonly entries: readonly CacheEntry[];
  /** Counts the readings. */
  readonly reading: number;
}

/** Fired by a view: announces something that has happened, and has the table read anew. */
export class SettleEvent extends Event {
  readonly said: string;

  constructor(said: string) {
    super('settle', { bubbles: true });
    this.said = said;
  }
}

const phone = matchMedia('(max-width: 40rem)');

export class StageView extends LightElement {
  static override properties = { stage: { attribute: false } };

  declare stage: Stage;

  /** The entries before the last action, to tell what it changed; none before the first. */
  #before: readonly CacheEntry[] | undefined;

  readonly #resized = () => this.requestUpdate();

  override connectedCallback() {
    super.connectedCallback();
    phone.addEventListener('change', this.#resized);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    phone.removeEventListener('change', this.#resized);
  }

  /** To be called before an action, so that the rows that it changes can be told. */
  protected begin() {
    this.#before = this.stage?.entries ?? [];
  }

  protected settle(said: string) {
    this.dispatchEvent(new SettleEvent(said));
  }

  /** The bar at the bottom of a phone; nothing elsewhere. */
  protected bar(action: Action) {
    if (!phone.matches) return nothing;
    return html`<action-bar
      .action=${action}
      .changes=${this.#before && changedRows(this.#before, this.stage.entries)}
      .reading=${this.stage.reading}
    ></action-bar>`;
  }
}
