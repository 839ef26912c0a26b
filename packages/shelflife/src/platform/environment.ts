/**
 * Detects where this code runs. A page's memory belongs to one user. A server's memory is shared by all users.
 */

interface Surroundings {
  readonly navigator: { readonly userAgent: string; __lookupGetter__(name: string): unknown };
  readonly process: { readonly env: Record<string, string | undefined> };
  readonly describe?: unknown;
}

/**
 * Whether this is certainly a browser: a page, a worker or an extension. A server cannot be recognized by
 * missing globals, because runtimes and DOM shims may define any part of a page. Only browsers implement
 * `navigator.product` natively, in pages and in workers.
 */
export function isBrowser(): boolean {
  const here = globalThis as unknown as Surroundings;
  try {
    const { navigator } = here;
    return (
      /product\(\)\s*{\s*\[native/.test(`${navigator.__lookupGetter__('product')}`) ||
      // Servers use these shims too, so a test runner is required. `JEST_WORKER_ID` does not count: bundlers
      // set it.
      (/jsdom|HappyDOM/.test(navigator.userAgent) &&
        !!(here.describe || here.process.env.VITEST || here.process.env.NODE_TEST_CONTEXT))
    );
  } catch {
    // There is no navigator, or Deno does not allow reading the environment.
    return false;
  }
}

/** Whether nothing may be kept, because no storage here belongs to a single user. */
export function mustKeepNothing(): boolean {
  return !isBrowser() && !globalThis.indexedDB;
}

/** Whether this is a hidden page, whose timers browsers delay by up to a minute. */
export function isHidden(): boolean {
  return !!globalThis.document?.hidden;
}
