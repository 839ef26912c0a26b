/** A page of jsdom for React, which looks for one when it is imported. */
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><div id="root"></div>', {
  url: 'http://localhost/',
  pretendToBeVisual: true,
});
const { document, navigator, HTMLElement, HTMLIFrameElement, Element, Node, MutationObserver } =
  window;
const globals = {
  window,
  document,
  navigator,
  HTMLElement,
  HTMLIFrameElement,
  Element,
  Node,
  MutationObserver,
};
for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
