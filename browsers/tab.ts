/** What a drill sees of a browser: the same for every engine, whatever drives it. */
import type { Page } from '@playwright/test';

export interface Tab {
  /**
   * Calls a function in the page. The page gets the function's text, so the function sees nothing but its
   * argument. The argument and the result must survive JSON.
   */
  readonly evaluate: Page['evaluate'];
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Goes back without waiting for a load: a page that comes from the back/forward cache has none. */
  back(): Promise<void>;
  bringToFront(): Promise<void>;
  /** The errors and rejections that the page did not catch. */
  uncaught(): Promise<string[]>;
  close(): Promise<void>;
}

export interface Browser {
  openTab(url: string): Promise<Tab>;
  close(): Promise<void>;
}

/** Starts a browser. */
export type Launch = () => Promise<Browser>;
