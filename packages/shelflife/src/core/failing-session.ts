/** Stands in for a session that could not be opened, so that calls fail as they do over any store that fails. */
import type { StoreSession } from '../model/store.js';

export function failingSession(reason: unknown): StoreSession {
  const fail = async () => {
    throw reason;
  };
  const end = async () => {};
  return { backend: undefined, execute: fail, keys: fail, close: end, destroy: end };
}
