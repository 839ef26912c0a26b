/** How `<cache-table>` looks: a table where there is room, cards on a phone. */
import { css } from 'lit';

export const cacheTableStyles = css`
  :host {
    display: block;
    --code: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  }
  section:focus-visible {
    outline: none;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-size: 0.8125rem;
    line-height: 1.5;
  }
  th,
  td {
    padding: 8px 6px 8px 0;
    text-align: start;
    vertical-align: top;
    font-weight: 400;
    border-block-end: 1px solid var(--line, #8884);
  }
  thead th {
    color: var(--muted, inherit);
    font-size: 0.75rem;
    padding-block: 0 8px;
  }
  thead th:nth-child(1) {
    width: 25%;
  }
  thead th:nth-child(2) {
    width: 16px;
  }
  thead th:nth-child(4) {
    width: 88px;
  }
  thead th:nth-child(5) {
    width: 24px;
    padding-inline-end: 0;
  }
  abbr {
    text-decoration: none;
  }
  .key,
  .value,
  .version {
    font-family: var(--code);
    font-size: 0.75rem;
    line-height: 1.625;
    overflow-wrap: anywhere;
  }
  .key {
    font-weight: 600;
  }
  .version {
    color: var(--muted, inherit);
  }
  .writer {
    display: block;
    color: var(--writer, inherit);
    font-family: system-ui, sans-serif;
    font-size: 0.6875rem;
    line-height: 1.4;
  }
  .value span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .delete {
    padding: 4px 0;
  }
  button {
    width: 28px;
    height: 28px;
    margin-inline-start: -4px;
    padding: 0;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--muted, inherit);
    font: inherit;
    font-size: 0.75rem;
    line-height: 1;
    cursor: pointer;
  }
  button:hover {
    background: var(--error-tint, #8882);
    color: var(--error, inherit);
  }
  button:focus-visible {
    outline: 2px solid var(--focus, currentColor);
    outline-offset: 1px;
  }
  tr.expired .key,
  tr.expired .value,
  tr.expired .version {
    color: var(--expired, gray);
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }
  .empty {
    margin: 0;
    padding: 32px 16px;
    text-align: center;
    color: var(--muted, inherit);
    border: 1px dashed var(--line, #8884);
    border-radius: 8px;
  }
  .failure {
    margin: 0 0 16px;
    color: var(--error, inherit);
    font-size: 0.875rem;
  }
  footer {
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    padding-block-start: 16px;
    color: var(--muted, inherit);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  @media (max-width: 40rem) {
    table,
    tbody {
      display: block;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody {
      display: grid;
      gap: 8px;
    }
    tr {
      display: grid;
      grid-template: 'key left delete' auto 'value value version' auto / 1fr auto auto;
      gap: 4px 8px;
      padding: 8px 8px 8px 16px;
      border: 1px solid var(--line, #8884);
      border-radius: 8px;
    }
    th,
    td {
      padding: 0;
      border: 0;
    }
    .key {
      grid-area: key;
      align-self: center;
      font-size: 0.8125rem;
      line-height: 1.5;
    }
    .value {
      grid-area: value;
    }
    .version {
      grid-area: version;
      justify-self: end;
      padding-inline-end: 8px;
    }
    .version::before {
      content: 'v';
    }
    .left {
      grid-area: left;
      display: flex;
    }
    .delete {
      grid-area: delete;
    }
    button {
      width: 40px;
      height: 40px;
      margin: 0;
    }
  }
`;
