/** How `<shelflife-entries>` looks: a table where there is room, cards where it is narrow. */
import { css } from 'lit';
import { timeLeftStyles } from './time-left.js';
import { controls, tokens } from './tokens.styles.js';

const table = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    display: flex;
    flex: 0 1 auto;
    flex-direction: column;
    min-height: 0;
    container-type: inline-size;
  }
  .scroller {
    position: relative;
    flex: 0 1 auto;
    min-height: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .head {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--surface);
    color: var(--muted);
    font-size: 12px;
  }
  .line {
    display: grid;
    grid-template-columns: var(--columns);
    align-items: center;
    gap: 0 8px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
  }
  .head .line {
    height: 28px;
  }
  .body {
    position: relative;
    contain: layout;
  }
  .row {
    position: absolute;
    inset: 0 0 auto;
    height: var(--shelflife-row-height, 36px);
    cursor: default;
  }
  .row:hover {
    background: var(--hover);
  }
  .row[aria-selected='true'] {
    background: var(--picked);
  }
  .cell {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row .key,
  .row .value,
  .row .version {
    font-family: var(--code);
    font-size: 12px;
  }
  .row .key {
    font-weight: 600;
  }
  .prefix {
    color: var(--muted);
    font-weight: 400;
  }
  .row .version,
  .row .tags,
  .row .size {
    color: var(--muted);
  }
  .row .tags,
  .row .writer {
    font-size: 12px;
  }
  .size {
    text-align: end;
  }
  .cell.delete {
    overflow: visible;
  }
  .cell.delete button {
    width: 28px;
    height: 28px;
    padding: 0;
    font-size: 12px;
    line-height: 1;
  }
  .cell.delete button:hover {
    color: var(--error);
  }
  .sort {
    height: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-size: inherit;
  }
  .sort:hover:not(:disabled) {
    background: none;
    color: var(--text);
  }
  .sort abbr {
    text-decoration: none;
  }
  .sign {
    padding-inline-start: 3px;
  }
  .row .left {
    display: flex;
  }
  .row.expired :is(.key, .value, .version, .size),
  .row.expired .prefix {
    color: var(--expired);
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .empty {
    margin: 0;
    padding: 32px 16px;
    color: var(--muted);
    text-align: center;
  }
  .failure {
    margin: 0;
    padding: 8px;
    color: var(--error);
  }
  .foot {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: 0 8px;
    padding: 8px;
    color: var(--muted);
    font-size: 12px;
  }

  @container (max-width: 544px) {
    .head {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .row {
      display: grid;
      grid-template:
        'key writer left delete' 28px
        'value value size delete' 24px / 1fr auto auto 40px;
      align-content: center;
      height: var(--shelflife-card-height, 60px);
    }
    .row .key {
      grid-area: key;
    }
    .row .value {
      grid-area: value;
    }
    .row .size {
      grid-area: size;
    }
    .row .version {
      grid-area: size;
      text-align: end;
    }
    .row .version::before {
      content: 'v';
    }
    .row .size ~ .version,
    .row:has(.version) .size {
      display: none;
    }
    .row .tags {
      display: none;
    }
    .row .left {
      grid-area: left;
      justify-self: end;
    }
    .row .writer {
      grid-area: writer;
    }
    .row .delete {
      grid-area: delete;
    }
    .cell.delete button {
      width: 40px;
      height: 40px;
    }
  }
`;

export const entriesTableStyles = [tokens, controls, timeLeftStyles, table];
