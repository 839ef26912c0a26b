/** The event emitter that Keyv requires of an adapter: Node's methods, but an `error` without listeners does not throw. */

type EventName = string | symbol;
type Listener = (...args: unknown[]) => void;

interface Registration {
  readonly listener: Listener;
  readonly once: boolean;
}

export class Emitter {
  readonly #registered = new Map<EventName, readonly Registration[]>();

  on(name: EventName, listener: Listener): this {
    return this.#register(name, [...this.#of(name), { listener, once: false }]);
  }

  addListener(name: EventName, listener: Listener): this {
    return this.on(name, listener);
  }

  once(name: EventName, listener: Listener): this {
    return this.#register(name, [...this.#of(name), { listener, once: true }]);
  }

  prependListener(name: EventName, listener: Listener): this {
    return this.#register(name, [{ listener, once: false }, ...this.#of(name)]);
  }

  prependOnceListener(name: EventName, listener: Listener): this {
    return this.#register(name, [{ listener, once: true }, ...this.#of(name)]);
  }

  /** Removes the listener that was added last, if it is there more than once. */
  off(name: EventName, listener: Listener): this {
    const last = this.listeners(name).lastIndexOf(listener);
    return this.#register(
      name,
      this.#of(name).filter((_, n) => n !== last),
    );
  }

  removeListener(name: EventName, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: EventName): this {
    if (name === undefined) this.#registered.clear();
    else this.#registered.delete(name);
    return this;
  }

  emit(name: EventName, ...args: unknown[]): boolean {
    const registered = this.#of(name);
    for (const { listener, once } of registered) {
      if (once) this.off(name, listener);
      listener(...args);
    }
    return registered.length > 0;
  }

  eventNames(): EventName[] {
    return [...this.#registered.keys()];
  }

  listeners(name: EventName): Listener[] {
    return this.#of(name).map(({ listener }) => listener);
  }

  rawListeners(name: EventName): Listener[] {
    return this.listeners(name);
  }

  listenerCount(name: EventName): number {
    return this.#of(name).length;
  }

  #of(name: EventName): readonly Registration[] {
    return this.#registered.get(name) ?? [];
  }

  #register(name: EventName, registered: readonly Registration[]): this {
    if (registered.length > 0) this.#registered.set(name, registered);
    else this.#registered.delete(name);
    return this;
  }
}
