/** Where this code runs. A page's memory belongs to one user; a server's is shared by all of them. */

interface Surroundings {
  readonly navigator: { readonly userAgent: string; __lookupGetter__(name: string): unknown };
  readonly process: { readonly env: Record<string, string | undefined> };
  readonly describe?: unknown;
}

/**
 * Whether this is positively a browser: a page, a worker or an extension. A server cannot be recognized
 * by what it lacks, as runtimes and DOM shims define any part of a page. Only browsers implement
 * `navigator.product` natively, in pages and in workers.
 */
export function isBrowser(): boolean {
  const here = globalThis as unknown as Surroundings;
  try {
    const { navigator } = here;
    return (
      /product\(\)\s*{\s*\[native/.test(`${navigator.__lookupGetter__('product')}`) ||
      // Servers use them too, so a test runner must show; bundlers also set `JEST_WORKER_ID`.
      (/jsdom|HappyDOM/.test(navigator.userAgent) &&
        !!(here.describe || here.process.env.VITEST || here.process.env.NODE_TEST_CONTEXT))
    );
  } catch {
    // No navigator, or Deno does not permit reading the environment.
    return false;
  }
}

/** Whether no place here belongs to one user alone, so that nothing may be kept. */
export function mustKeepNothing(): boolean {
  return !isBrowser() && !globalThis.indexedDB;
}
