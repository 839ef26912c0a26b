/** `<shelflife-value>`: a value as a tree whose parts open. */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type OpenParts, PORTION, type TreeLine, treeLines } from '../values/tree-lines.js';
import { styled } from './styled.js';
import { tokens } from './tokens.styles.js';
import { movedBy } from './windowing.js';

export class ShelflifeValue extends LitElement {
  static override properties = {
    value: { attribute: false },
    entry: { attribute: false },
    open: { state: true },
  };

  declare value: unknown;
  /** The id of the entry that the value is of: another one begins closed. */
  declare entry: string | undefined;
  declare protected open: OpenParts;

  #lines: readonly TreeLine[] = [];
  /** The line that Tab leads to. */
  #active = 0;

  constructor() {
    super();
    this.open = new Map([['$', PORTION]]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entry') && changed.get('entry') !== undefined) {
      this.open = new Map([['$', PORTION]]);
      this.#active = 0;
    }
    this.#lines = treeLines(this.value, this.open);
    this.#active = Math.min(this.#active, this.#lines.length - 1);
  }

  protected override render() {
    return html`<div class="root" role="tree" aria-label="Value" @keydown=${this.#onKey}>
      ${repeat(
        this.#lines,
        ({ path }) => path,
        (line, index) => this.#line(line, index),
      )}
    </div>`;
  }

  #line({ level, name, text, isOpen, more }: TreeLine, index: number) {
    const sign = isOpen === undefined ? '' : isOpen ? '▾' : '▸';
    return html`<div
      class=${more ? 'line more' : 'line'}
      role="treeitem"
      aria-level=${level}
      aria-expanded=${isOpen === undefined ? nothing : String(isOpen)}
      tabindex=${index === this.#active ? 0 : -1}
      ${styled({ 'padding-inline-start': `${(level - 1) * 14 + 16}px` })}
      @click=${() => this.#toggle(index)}
    ><span class="sign" aria-hidden="true">${sign}</span>${
      name === undefined ? nothing : html`<span class="name">${name}</span>: `
    }<span class="text">${text}</span></div>`;
  }

  /** Opens or closes a part, or shows more of it. */
  #toggle(index: number): void {
    this.#active = index;
    const { path, isOpen, more } = this.#lines[index]!;
    const open = new Map(this.open);
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (more) open.set(parent, open.get(parent)! * 10);
    else if (isOpen) open.delete(path);
    else if (isOpen === false) open.set(path, PORTION);
    this.open = open;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const line = this.#lines[this.#active];
    if (!line) return;
    const { key } = event;
    const next = movedBy(key, this.#active, this.#lines.length, 10) ?? this.#sideways(key, line);
    if (next !== undefined) void this.#focusLine(next);
    else if (['Enter', ' '].includes(key)) this.#toggle(this.#active);
    else if (key === 'ArrowRight' && line.isOpen === false) this.#toggle(this.#active);
    else if (key === 'ArrowLeft' && line.isOpen) this.#toggle(this.#active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Right leads into an open part, left out of one. */
  #sideways(key: string, { isOpen, level }: TreeLine): number | undefined {
    if (key === 'ArrowRight' && isOpen) return this.#active + 1;
    if (key !== 'ArrowLeft' || isOpen || level === 1) return undefined;
    const before = this.#lines.slice(0, this.#active);
    return before.findLastIndex((line) => line.level === level - 1);
  }

  async #focusLine(index: number): Promise<void> {
    this.#active = index;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .root {
        display: block;
        font-family: var(--code);
        font-size: 12px;
        line-height: 20px;
      }
      .line {
        position: relative;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        cursor: default;
      }
      .line[aria-expanded] {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        cursor: pointer;
      }
      .line[aria-expanded] > .text {
        color: var(--muted);
      }
      .line:hover {
        background: var(--hover);
      }
      .sign {
        display: inline-block;
        width: 14px;
        margin-inline-start: -14px;
        color: var(--muted);
      }
      .name {
        color: var(--written);
      }
      .more {
        color: var(--focus);
        cursor: pointer;
      }
    `,
  ];
}
