/** The forms below the toolbar: one at a time, for what needs a word more than a click. */
import { css, html } from 'lit';
import type { Timeout, TouchTimeout } from '../../index.js';
import { formatEntries } from '../format.js';
import { jsonOf } from '../values/as-json.js';
import type { Address, Row } from '../watch/rows.js';

export type Strip =
  | { readonly kind: 'set'; readonly row?: Row | undefined }
  | { readonly kind: 'touch'; readonly row: Row }
  | { readonly kind: 'tag' }
  | { readonly kind: 'clear'; readonly rows?: readonly Row[] | undefined };

/** What a form has been filled with. */
export type Filled =
  | {
      readonly kind: 'set';
      readonly entry: Address;
      readonly value: unknown;
      readonly timeout: Timeout;
    }
  | { readonly kind: 'touch'; readonly row: Row; readonly timeout: TouchTimeout }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'clear'; readonly rows?: readonly Row[] | undefined };

export interface StripActions {
  /** May throw on what cannot be read, such as JSON with a mistake. */
  readonly fill: (strip: Strip, form: FormData) => void;
  readonly close: () => void;
}

export function stripOf(strip: Strip, actions: StripActions) {
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    actions.fill(strip, new FormData(event.target as HTMLFormElement));
  };
  return html`<form class="strip" aria-label=${TITLES[strip.kind]} @submit=${onSubmit}>
    ${fieldsOf(strip)}
    <span class="buttons">
      <button type="submit" class=${strip.kind === 'tag' || strip.kind === 'clear' ? 'grave' : ''}>${SUBMITS[strip.kind]}</button>
      <button type="button" class="plain" @click=${actions.close}>Cancel</button>
    </span>
  </form>`;
}

const TITLES = {
  set: 'Set an entry',
  touch: 'Touch the entry',
  tag: 'Delete by tag',
  clear: 'Clear',
};

const SUBMITS = { set: 'Set', touch: 'Touch', tag: 'Delete all with this tag', clear: 'Remove' };

function fieldsOf(strip: Strip) {
  switch (strip.kind) {
    case 'set':
      return setFields(strip.row);
    case 'touch':
      return html`<b>Touch ${strip.row.key}</b>${lifetimeFields()}`;
    case 'tag':
      return html`<label>tag <input name="tag" required /></label>`;
    case 'clear':
      return html`<b>${
        strip.rows
          ? `Remove what is shown: ${formatEntries(strip.rows.length)}?`
          : 'Remove everything that the cache clears: all namespaces and versions?'
      }</b>`;
  }
}

function setFields(row: Row | undefined) {
  return html`
    <label>key <input name="key" required .value=${row?.key ?? ''} ?readonly=${!!row} /></label>
    <label>namespace <input name="keyPrefix" placeholder="none" .value=${row?.keyPrefix ?? ''} ?readonly=${!!row} /></label>
    <label>version <input name="version" type="number" step="1" required class="short" .value=${String(row?.version ?? 1)} ?readonly=${!!row} /></label>
    ${lifetimeFields(row ? 'as it is' : 'default')}
    <label class="value">value, as JSON <textarea name="value" rows="3" required spellcheck="false" .value=${row ? (jsonOf(row.value) ?? '') : ''}></textarea></label>`;
}

/** @param otherwise what an empty field stands for */
function lifetimeFields(otherwise = 'default') {
  return html`
    <label>seconds <input name="timeout" type="number" min="0" step="any" placeholder=${otherwise} class="short" /></label>
    <label class="check"><input name="ever" type="checkbox" /> for ever</label>`;
}

/** What the fields of a strip say. Throws on a value that is no JSON. */
export function filledIn(strip: Strip, form: FormData): Filled {
  const text = (name: string) => String(form.get(name) ?? '');
  const timeout = form.get('ever') ? null : text('timeout') === '' ? undefined : +text('timeout');
  switch (strip.kind) {
    case 'set': {
      const { row } = strip;
      const [key, keyPrefix, version] = [text('key'), text('keyPrefix'), Number(text('version'))];
      const value: unknown = JSON.parse(text('value'));
      if (!row) return { kind: 'set', entry: { key, keyPrefix, version }, value, timeout };
      return {
        kind: 'set',
        entry: row,
        value,
        timeout: timeout === undefined ? kept(row) : timeout,
      };
    }
    case 'touch':
      return { kind: 'touch', row: strip.row, timeout };
    case 'tag':
      return { kind: 'tag', tag: text('tag') };
    case 'clear':
      return strip;
  }
}

/** The expiry that an entry has. */
function kept({ expires }: Row): Timeout {
  return expires === null ? null : { expires };
}

export const stripStyles = css`
  .strip {
    display: flex;
    flex: 0 1 auto;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin: 0;
    max-height: 60%;
    padding: 8px 12px;
    overflow: auto;
    border-bottom: 1px solid var(--line);
    background: var(--ground);
  }
  .strip b {
    font-weight: 600;
  }
  .strip label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--muted);
    font-size: 12px;
  }
  .strip label.value {
    flex: 1 0 100%;
    flex-direction: column;
    align-items: stretch;
    gap: 2px;
  }
  .strip textarea {
    padding: 4px 8px;
    font: 12px / 18px var(--code);
    resize: vertical;
  }
  .strip .short {
    width: 80px;
  }
  .strip input[type='checkbox'] {
    width: 16px;
    height: 16px;
    accent-color: var(--focus);
  }
  .strip input[readonly] {
    background: none;
    color: var(--muted);
  }
  .buttons {
    display: inline-flex;
    gap: 8px;
  }
`;
