/** Runs a loader: its context, its signal, and the time that it may take. */
import { CacheError, quote } from '../model/errors.js';
import { Deadline } from '../platform/deadline.js';

/** Rejects with the reason once the signal is aborted, else settles as `work` does. */
export function untilAborted<T>(
  work: PromiseLike<T> | T,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return Promise.resolve(work);
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Settles as the loader does, or rejects with the reason for which `controller` was aborted. After `ms` that is
 * `load-timeout`. Time in which this thread could not run does not count.
 */
export async function runLoader(
  load: () => unknown,
  controller: AbortController,
  ms: number,
  key: string,
): Promise<unknown> {
  const onTimeout = () => controller.abort(timeoutError(key, ms));
  const deadline = ms < Infinity ? new Deadline(ms, onTimeout) : undefined;
  try {
    return await untilAborted(load() as PromiseLike<unknown>, controller.signal);
  } finally {
    deadline?.stop();
  }
}

function timeoutError(key: string, ms: number): CacheError {
  const message = `The loader of ${quote(key)} has not settled after ${ms / 1000} s; a loader that waits for its own key never does`;
  return new CacheError('load-timeout', message, { key });
}
