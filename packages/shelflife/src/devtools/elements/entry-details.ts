/** `<shelflife-entry>`: one entry with its whole value, and what can be done to it. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { formatBytes, formatTimeOfDay } from '../format.js';
import { copyText, jsonOf } from '../values/as-json.js';
import type { Row } from '../watch/rows.js';
import { nameOf, tagsOf } from './entry-cells.js';
import { Ticking } from './ticking.js';
import { Rings, timeLeft, timeLeftStyles } from './time-left.js';
import { controls, tokens } from './tokens.styles.js';

/** What the buttons ask for. */
export type EntryAction = 'delete' | 'touch' | 'edit' | 'close';

export class ShelflifeEntry extends LitElement {
  static override properties = {
    row: { attribute: false },
    now: { attribute: false },
    copied: { state: true },
  };

  declare row: Row;
  /** The cache's clock. */
  declare now: () => number;
  declare protected copied: 'key' | 'value' | undefined;

  readonly #rings = new Rings();

  constructor() {
    super();
    new Ticking(this, () => [(this.row.expires ?? 0) - this.now()]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('row') && changed.get('row')?.id !== this.row.id) this.copied = undefined;
  }

  protected override render() {
    const { row } = this;
    return html`<section class="root" aria-label="Entry">
      <header>
        <h2 title=${nameOf(row)}>${nameOf(row)}</h2>
        <button type="button" class="plain" aria-label="Close the entry" @click=${() => this.#ask('close')}>✕</button>
      </header>
      <dl>
        ${fact('version', String(row.version))}
        ${fact('namespace', row.keyPrefix === '' ? 'none' : row.keyPrefix)}
        ${fact('tags', tagsOf(row) || 'none')}
        ${fact('size', formatBytes(row.bytes))}
        ${fact('written by', row.writer === 'another' ? 'another tab' : (row.writer ?? 'unknown'))}
        ${row.written === undefined ? nothing : fact('written', formatTimeOfDay(row.written))}
        ${fact('left', this.#left())}
        ${row.expires === null ? nothing : fact('expires', formatTimeOfDay(row.expires))}
      </dl>
      <div class="actions">${this.#actions()}</div>
      <shelflife-value .value=${row.value} .entry=${row.id}></shelflife-value>
    </section>`;
  }

  #left() {
    const { id, expires } = this.row;
    if (expires === null) return timeLeft(null, 1);
    const left = expires - this.now();
    return timeLeft(left, this.#rings.shareOf(id, expires, left));
  }

  #actions() {
    const canEdit = jsonOf(this.row.value) !== undefined;
    const { copied } = this;
    return html`
      <button type="button" @click=${() => this.#copy('value')}>${copied === 'value' ? 'Copied' : 'Copy value'}</button>
      <button type="button" @click=${() => this.#copy('key')}>${copied === 'key' ? 'Copied' : 'Copy key'}</button>
      <button type="button" ?disabled=${!canEdit} title=${canEdit ? '' : 'The value has no JSON text'} @click=${() => this.#ask('edit')}>Edit</button>
      <button type="button" @click=${() => this.#ask('touch')}>Touch</button>
      <button type="button" class="grave" @click=${() => this.#ask('delete')}>Delete</button>
      <span class="unseen" role="status">${copied ? `Copied the ${copied}` : ''}</span>`;
  }

  #ask(action: EntryAction): void {
    this.dispatchEvent(new CustomEvent('action', { detail: action }));
  }

  async #copy(what: 'key' | 'value'): Promise<void> {
    const { key, value } = this.row;
    await navigator.clipboard.writeText(what === 'key' ? key : copyText(value));
    this.copied = what;
  }

  static override styles = [
    tokens,
    controls,
    timeLeftStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .root {
        display: block;
        padding: 8px 12px 16px;
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      h2 {
        flex: 1;
        min-width: 0;
        margin: 0;
        overflow: hidden;
        font: 600 13px / 20px var(--code);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(160px, 1fr));
        gap: 4px 16px;
        margin: 4px 0 12px;
        font-size: 12px;
      }
      dl div {
        display: flex;
        gap: 8px;
        min-width: 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        min-width: 0;
        margin: 0;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-bottom: 12px;
      }
    `,
  ];
}

function fact(name: string, value: unknown) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}
