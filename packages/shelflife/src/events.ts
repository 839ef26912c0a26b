/** The cache's events: a small typed emitter, as an `EventTarget` would need `Event` at import. */
import type { CacheEvents, ListenerOptions } from './types.js';

type Listener = (event: never) => void;

export class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  add<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
    { once, signal }: ListenerOptions = {},
  ): void {
    if (signal?.aborted) return;
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    const stop = () => this.remove(type, listener);
    signal?.addEventListener('abort', stop, { once: true });
    if (once) listeners.add(stop);
  }

  remove<T extends keyof CacheEvents>(type: T, listener: (event: CacheEvents[T]) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  emit<T extends keyof CacheEvents>(event: CacheEvents[T] & { type: T }): void {
    for (const listener of [...(this.#listeners.get(event.type) ?? [])])
      call(listener as (event: CacheEvents[T]) => void, event);
  }
}

/** A listener that throws is its page's bug: it is reported as such, and harms nobody else. */
function call<E>(listener: (event: E) => void, event: E): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
