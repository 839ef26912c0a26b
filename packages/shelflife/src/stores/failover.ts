/**
 * A store over two others: while the primary store is unavailable, a substitute holds the entries. Neither
 * of the two refers to the other.
 */
import type { CacheError, Failure } from '../model/errors.js';
import type { Batch, Store, StoreListener, StoreSession, StoreSettings } from '../model/store.js';

/**
 * Returns the store that takes over from a session that has just reported `degraded`, or `undefined` if that
 * session remains in use. When the session reports `restored`, the substitute's entries are dropped.
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

  size() {
    return this.#ask((session) => session.size!());
  }

  async close(): Promise<void> {
    await this.#primary.close();
    await this.#substitute?.close();
  }

  async destroy(): Promise<void> {
    if (this.#substitute) await this.#primary.close();
    await this.#current.destroy();
  }

  /**
   * A call that fails while the substitute takes over is repeated there, unless the primary may have committed
   * it.
   */
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

  /** Drops the substitute's entries. Loaders fill the primary again. */
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
