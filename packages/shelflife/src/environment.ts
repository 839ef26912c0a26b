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
  const { navigator, process, describe } = globalThis as unknown as Surroundings;
  try {
    return (
      /product\(\)\s*{\s*\[native/.test(`${navigator.__lookupGetter__('product')}`) ||
      // Servers use these too, and bundlers the processes that set `JEST_WORKER_ID`.
      (/jsdom|HappyDOM/.test(navigator.userAgent) &&
        !!(describe || process.env.VITEST || process.env.NODE_TEST_CONTEXT))
    );
  } catch {
    // No navigator, or Deno does not permit a look at the environment.
    return false;
  }
}

/** Whether no place here belongs to one user alone, so that nothing may be kept. */
export function mustKeepNothing(): boolean {
  return !isBrowser() && !globalThis.indexedDB;
}
