/** `<theme-toggle>`: light or dark, the system's until the visitor says otherwise. */
import { html } from 'lit';
import { LightElement } from './light-element.ts';

const KEY = 'shelflife-demo:theme';
const root = document.documentElement;

export class ThemeToggle extends LightElement {
  get #dark() {
    return getComputedStyle(root).colorScheme === 'dark' || (!root.dataset.theme && systemIsDark());
  }

  #toggle() {
    root.dataset.theme = this.#dark ? 'light' : 'dark';
    localStorage.setItem(KEY, root.dataset.theme);
    this.requestUpdate();
  }

  protected override render() {
    const other = this.#dark ? 'Light' : 'Dark';
    return html`<button type="button" aria-label="${other} theme" @click=${this.#toggle}>
      <span aria-hidden="true">${this.#dark ? '☀' : '☾'}</span> <span class="word">${other}</span>
    </button>`;
  }
}

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)').matches;

customElements.define('theme-toggle', ThemeToggle);
