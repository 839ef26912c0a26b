/** Promises in the form that React's `use()` reads without waiting: with their state beside them. */

export type Thenable = Promise<unknown> &
  (
    | { status?: undefined }
    | { status: 'fulfilled'; value: unknown }
    | { status: 'rejected'; reason: unknown }
  );

export function fulfilled(value: unknown): Thenable {
  return Object.assign(Promise.resolve(value), { status: 'fulfilled', value } as const);
}

export function rejected(reason: unknown): Thenable {
  const promise: Promise<unknown> = Promise.reject(reason);
  promise.catch(() => {});
  return Object.assign(promise, { status: 'rejected', reason } as const);
}
