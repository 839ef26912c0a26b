/**
 * A store over two: while the primary store is not available, a substitute holds the entries. Neither of
 * the two knows of the other.
 */
import type { CacheError, Failure } from '../model/errors.js';
import type { Batch, Store, StoreListener, StoreSession, StoreSettings } from '../model/store.js';

/**
 * The store that takes over from a session that has just reported `degraded`; `undefined` if the session
 * goes on by itself. When the session reports `restored`, the substitute's entries are dropped.
 */
export type SubstituteFor<S extends StoreSession> = (primary: S) => Store | undefined;

export function failover<S extends StoreSession>(
  openPrimary: (settings: StoreSettings) => S,
  substituteFor: SubstituteFor<S>,
): Store {
  return { open: (settings) => new FailoverSession(settings, openPrimary, substituteFor) };
}

class FailoverSession<S extends StoreSession> implements StoreSession {
  readonly #settings: StoreSettings;
  readonly #primary: S;
  readonly #substituteFor: SubstituteFor<S>;
  #substitute: StoreSession | undefined;
  #isListening = false;

  constructor(
    settings: StoreSettings,
    openPrimary: (settings: StoreSettings) => S,
    substituteFor: SubstituteFor<S>,
  ) {
    this.#settings = settings;
    this.#substituteFor = substituteFor;
    const ownListener: StoreListener = {
      ...settings.listener,
      degraded: (failure) => this.#degraded(failure),
      restored: () => this.#restored(),
    };
    this.#primary = openPrimary({ ...settings, listener: ownListener });
  }

  get #current(): StoreSession {
    return this.#substitute ?? this.#primary;
  }

  get backend() {
    return this.#current.backend;
  }

  get isCoherent() {
    return this.#current.isCoherent ?? false;
  }

  get pipelined() {
    return this.#current.pipelined;
  }

  listen(isListening: boolean): void {
    this.#isListening = isListening;
    this.#primary.listen?.(isListening);
    this.#substitute?.listen?.(isListening);
  }

  flush(isUrgent: boolean): void {
    this.#current.flush?.(isUrgent);
  }

  execute(batch: Batch) {
    return this.#ask((session) => session.execute(batch));
  }

  keys(...range: Parameters<StoreSession['keys']>) {
    return this.#ask((session) => session.keys(...range));
  }

  async close(): Promise<void> {
    await this.#primary.close();
    await this.#substitute?.close();
  }

  async destroy(): Promise<void> {
    if (this.#substitute) await this.#primary.close();
    await this.#current.destroy();
  }

  /** A call that fails as the substitute takes over is repeated there, unless the primary may have done it. */
  async #ask<T>(call: (session: StoreSession) => Promise<T>): Promise<T> {
    if (this.#substitute) return call(this.#substitute);
    try {
      return await call(this.#primary);
    } catch (error) {
      if (!this.#substitute || (error as CacheError).code === 'outcome-unknown') throw error;
      return call(this.#substitute);
    }
  }

  #degraded(failure: Failure): void {
    if (!this.#substitute) {
      this.#substitute = this.#substituteFor(this.#primary)?.open(this.#settings);
      if (this.#isListening) this.#substitute?.listen?.(true);
    }
    this.#settings.listener.degraded(failure);
  }

  /** The entries of the substitute are dropped; loaders fill the primary again. */
  #restored(): void {
    const { now, listener } = this.#settings;
    const substitute = this.#substitute;
    if (substitute) {
      this.#substitute = undefined;
      substitute.execute({ now: now(), operations: [{ type: 'clear' }] });
      substitute.close();
      listener.changed({});
    }
    listener.restored();
  }
}
