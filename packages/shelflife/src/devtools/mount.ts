/** Docks the devtools in a page. */
import type { CacheBase } from '../index.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { ShelflifeDevtools } from './elements/devtools-element.js';
import { checkCache } from './elements/watching.js';
import type { Side } from './place.js';

/** The options of `mountDevtools`. */
export interface DevtoolsOptions {
  /** The edge of the window where they begin; afterwards where they were last. @default 'bottom' */
  readonly side?: Side | undefined;
  /** Whether they begin open; afterwards as they were last. @default true */
  readonly open?: boolean | undefined;
  /** @default as the system has it */
  readonly theme?: 'light' | 'dark' | undefined;
  /** What the cache is called. @default 'Shelflife' */
  readonly label?: string | undefined;
  /** The clock of a cache that has one of its own, in ms since the epoch. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Docks the devtools of a cache at an edge of the window, and returns the function that removes them. Does nothing
 * where there is no page, as on a server. Replaces those that are docked with the same label.
 *
 * Throws a `TypeError` if `cache` is none, or on a bad option.
 *
 * @example
 * const unmount = mountDevtools(cache, { side: 'right', label: 'enroll_cache' });
 */
export function mountDevtools(cache: CacheBase, options: DevtoolsOptions = {}): () => void {
  checkCache(cache);
  checkOptions(options);
  if (typeof document === 'undefined') return () => {};
  const { side, open, theme, label = '', now = Date.now } = options;
  for (const other of document.querySelectorAll('shelflife-devtools'))
    if (other.docked && other.label === label) other.remove();
  const element = new ShelflifeDevtools();
  Object.assign(element, { cache, theme, label, now, docked: true });
  element.startAt({ ...(side && { side }), ...(open !== undefined && { isOpen: open }) });
  (document.body ?? document.documentElement).append(element);
  return () => element.remove();
}

function checkOptions(options: DevtoolsOptions): void {
  checkMembers(options, 'options', ['side', 'open', 'theme', 'label', 'now']);
  const { side, open, theme, label, now } = options;
  const isOneOf = (value: unknown, ...values: unknown[]) =>
    value === undefined || values.includes(value);
  const is = (value: unknown, type: string) => value === undefined || typeof value === type;
  expect('side', isOneOf(side, 'bottom', 'right'), "'bottom' or 'right'", side);
  expect('open', is(open, 'boolean'), 'a boolean', open);
  expect('theme', isOneOf(theme, 'light', 'dark'), "'light' or 'dark'", theme);
  expect('label', is(label, 'string'), 'a string', label);
  expect('now', is(now, 'function'), 'a function', now);
}
