/** What calls and caches report of failures. */
import type { CacheError, UntypedCache } from 'shelflife';

/** The code that a promise rejects with; `undefined` if it resolves. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: CacheError) => error.code,
  );
}

/** The errors that a cache reports by events from now on. */
export function errorsOf(cache: UntypedCache): CacheError[] {
  const errors: CacheError[] = [];
  cache.addEventListener('error', ({ error }) => errors.push(error));
  return errors;
}

const MAX_TRIES = 200;

/** Tries until a call answers something. */
export async function until<T>(call: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await call().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no answer');
}
