/** The cache's events: a small typed emitter, as an `EventTarget` would need `Event` at import. */
import type { CacheEvents, ListenerOptions } from './types.js';

type Listener = (event: never) => void;

export class Emitter {
  /** By type: the listeners, and whether each is to be called just once. */
  readonly #listeners = new Map<string, Map<Listener, boolean>>();

  add<T extends keyof CacheEvents>(
    type: T,
    listener: (event: CacheEvents[T]) => void,
    { once = false, signal }: ListenerOptions = {},
  ): void {
    if (signal?.aborted) return;
    const listeners = this.#listeners.get(type) ?? new Map<Listener, boolean>();
    this.#listeners.set(type, listeners);
    if (!listeners.has(listener)) listeners.set(listener, once);
    signal?.addEventListener('abort', () => this.remove(type, listener), { once: true });
  }

  remove<T extends keyof CacheEvents>(type: T, listener: (event: CacheEvents[T]) => void): void {
    this.#listeners.get(type)?.delete(listener);
  }

  emit<T extends keyof CacheEvents>(event: CacheEvents[T] & { type: T }): void {
    const listeners = this.#listeners.get(event.type);
    for (const [listener, once] of [...(listeners ?? [])]) {
      if (once) listeners?.delete(listener);
      call(listener as (event: CacheEvents[T]) => void, event);
    }
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
