/** How `<shelflife-devtools>` looks, and how it stands against the styles of the page. */
import { css } from 'lit';
import { chartStyles } from './charts.js';
import { eventListStyles } from './event-list.js';
import { figuresStyles } from './figures-panel.js';
import { stripStyles } from './strips.js';
import { controls, tokens } from './tokens.styles.js';

const shell = css`
  :host {
    display: block;
    min-width: 0;
    height: 360px;
  }
  :host([hidden]) {
    display: none !important;
  }
  /* A page may say what it likes of all elements, but here this counts. */
  :host([docked]:not([hidden])) {
    all: initial !important;
    position: fixed !important;
    z-index: 2147483647 !important;
    display: block !important;
  }
  :host([docked][side='bottom']:not([collapsed])) {
    inset: auto 0 0 !important;
  }
  :host([docked][side='right']:not([collapsed])) {
    inset: 0 0 0 auto !important;
  }
  :host([docked][collapsed]) {
    inset: auto 12px 12px auto !important;
  }
  .root {
    color-scheme: light dark;
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    background: var(--surface);
    container-type: inline-size;
  }
  :host([theme='light']) .root {
    color-scheme: light;
  }
  :host([theme='dark']) .root {
    color-scheme: dark;
  }
  :host([docked][side='bottom']) .root {
    border-top: 1px solid var(--line);
  }
  :host([docked][side='right']) .root {
    height: 100vh;
    height: 100dvh;
    border-inline-start: 1px solid var(--line);
  }
  :host([docked][collapsed]) .root {
    height: auto;
    border: 0;
    background: none;
    container-type: normal;
  }
  .pill {
    height: 32px;
    padding: 0 12px;
    border-radius: 16px;
    box-shadow: 0 1px 4px #0003;
  }
  .edge {
    position: absolute;
    z-index: 2;
    touch-action: none;
  }
  :host([side='bottom']) .edge {
    inset: -4px 0 auto;
    height: 8px;
    cursor: ns-resize;
  }
  :host([side='right']) .edge {
    inset: 0 auto 0 -4px;
    width: 8px;
    cursor: ew-resize;
  }
  .edge:hover,
  .edge:focus-visible {
    background: color-mix(in oklab, var(--focus) 40%, transparent);
  }
  .sign.hit {
    color: var(--hit);
  }
  .sign.error,
  .failure b {
    color: var(--error);
  }
  .soft {
    color: var(--muted);
    font-size: 12px;
  }
`;

const parts = css`
  header,
  .toolbar {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    padding: 4px 12px;
    border-bottom: 1px solid var(--line);
  }
  h1 {
    margin: 0;
    font: 600 13px / 28px var(--sans);
  }
  .badge {
    color: var(--muted);
    font-size: 12px;
    white-space: nowrap;
  }
  [role='tablist'] {
    display: flex;
    flex: 1;
    gap: 2px;
  }
  [role='tab'] {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  [role='tab'][aria-selected='true'] {
    background: var(--picked);
    color: var(--text);
  }
  .toolbar input {
    flex: 0 1 200px;
    min-width: 120px;
  }
  .toolbar select {
    max-width: 160px;
  }
  .space {
    flex: 1;
  }
  .panel {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
  }
  .split {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  shelflife-entries {
    flex: 1 1 60%;
    padding-inline: 4px;
  }
  shelflife-entry {
    flex: 0 0 min(40%, 480px);
    overflow: auto;
    border-inline-start: 1px solid var(--line);
  }
  .empty {
    margin: 0;
    padding: 32px 16px;
    color: var(--muted);
    text-align: center;
  }
  .failure {
    flex: none;
    margin: 0;
    padding: 8px 12px;
    border-bottom: 1px solid var(--line);
    color: var(--error);
  }
  @container (max-width: 640px) {
    .rate {
      display: none;
    }
    .panel:has(.strip) > .split.picked,
    .panel:has(.picked) > .toolbar,
    .split.picked shelflife-entries {
      display: none;
    }
    shelflife-entry {
      flex: 1;
      border: 0;
    }
    .panel:has(.picked) > .strip {
      max-height: none;
    }
  }
  @container (max-width: 544px) {
    [role='tablist'] {
      order: 1;
      flex: 1 0 100%;
    }
    header .badge {
      flex: 1;
    }
    button,
    .toolbar :is(input, select) {
      height: 36px;
    }
  }
`;

export const devtoolsStyles = [
  tokens,
  controls,
  shell,
  parts,
  stripStyles,
  eventListStyles,
  chartStyles,
  figuresStyles,
];
