/** The views of the devtools, as tabs. */
import { html } from 'lit';
import type { Tab } from '../place.js';
import { movedBy } from './windowing.js';

const TABS: Readonly<Record<Tab, string>> = {
  entries: 'Entries',
  events: 'Events',
  figures: 'Figures',
};

const NAMES = Object.keys(TABS) as Tab[];

const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: 'ArrowUp',
  ArrowRight: 'ArrowDown',
};

/** @param onChoose called with the tab, and whether it shall have the focus */
export function tabList(tab: Tab, onChoose: (tab: Tab, hasFocus: boolean) => void) {
  const onKey = ({ key }: KeyboardEvent) => {
    const next = movedBy(ARROWS[key] ?? key, NAMES.indexOf(tab), NAMES.length, 0);
    if (next !== undefined) onChoose(NAMES[next]!, true);
  };
  return html`<div role="tablist" aria-label="Views" @keydown=${onKey}>
    ${NAMES.map(
      (name) => html`<button
        type="button"
        role="tab"
        id=${`tab-${name}`}
        aria-selected=${name === tab}
        aria-controls="panel"
        tabindex=${name === tab ? 0 : -1}
        @click=${() => onChoose(name, false)}
      >${TABS[name]}</button>`,
    )}
  </div>`;
}
