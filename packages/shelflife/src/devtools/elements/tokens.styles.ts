/** Colours and sizes of all parts. A page sets those of `<shelflife-entries>` by the properties `--shelflife-…`. */
import { css } from 'lit';

export const tokens = css`
  /* What a page inherits to its elements ends here. */
  .root {
    all: initial;
    box-sizing: border-box;
    direction: ltr;
    color-scheme: inherit;

    --ground: var(--shelflife-ground, light-dark(#f5f5f2, #131519));
    --surface: var(--shelflife-surface, light-dark(#ffffff, #1b1e24));
    --text: var(--shelflife-text, light-dark(#1a1c20, #e9eaed));
    --muted: var(--shelflife-muted, light-dark(#5b616b, #a3aab6));
    --line: var(--shelflife-line, light-dark(#e1e2de, #2e333c));
    --focus: var(--shelflife-focus, light-dark(#1d55c4, #86b2ff));
    --hit: var(--shelflife-hit, light-dark(#0b6b39, #5fd08f));
    --miss: var(--shelflife-miss, light-dark(#8a4f00, #f2b65c));
    --written: var(--shelflife-written, light-dark(#1d55c4, #86b2ff));
    --other: var(--shelflife-other, light-dark(#a3257a, #f09ccf));
    --expired: var(--shelflife-expired, light-dark(#686d76, #98a0ab));
    --error: var(--shelflife-error, light-dark(#b3261e, #ff9189));
    --hover: color-mix(in oklab, var(--text) 5%, transparent);
    --picked: color-mix(in oklab, var(--focus) 12%, transparent);
    --sans: var(--shelflife-font, system-ui, sans-serif);
    --code: var(
      --shelflife-code-font,
      ui-monospace,
      'SF Mono',
      'Cascadia Code',
      Menlo,
      Consolas,
      'DejaVu Sans Mono',
      monospace
    );

    color: var(--text);
    font: 400 13px / 1.5 var(--sans);
    font-variant-numeric: tabular-nums;
    -webkit-text-size-adjust: 100%;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: -2px;
  }
  [hidden] {
    display: none;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

export const controls = css`
  button,
  input,
  select,
  textarea {
    margin: 0;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
    color: var(--text);
    font: inherit;
  }
  button,
  input,
  select {
    height: 28px;
    padding: 0 8px;
  }
  button {
    cursor: pointer;
    white-space: nowrap;
  }
  button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--text) 6%, var(--surface));
  }
  button:disabled {
    color: var(--muted);
    cursor: default;
  }
  button.plain {
    border-color: transparent;
    background: none;
    color: var(--muted);
  }
  button.plain:hover {
    background: var(--hover);
    color: var(--text);
  }
  button.grave {
    color: var(--error);
  }
  input::placeholder {
    color: var(--muted);
    opacity: 1;
  }
`;
