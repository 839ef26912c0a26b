/** What the page gives to each of its views, and what a view asks of the page. */
import type { TemplateResult } from 'lit';
import type { CacheEntry } from 'shelflife';
import { LightElement } from '../elements/light-element.ts';

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

export class StageView extends LightElement {
  static override properties = { stage: { attribute: false } };

  declare stage: Stage;

  protected settle(said: string) {
    this.dispatchEvent(new SettleEvent(said));
  }
}
