/**
 * Ends the sessions of caches that are dropped without `close()`, as by a component that creates a cache at
 * each render. What a thread shares holds caches weakly, so that they can be collected.
 */
import type { StoreListener, StoreSettings } from '../../model/store.js';

/** A session's settings, with as much of its listener as the shared parts need. */
export interface WeakSettings extends Omit<StoreSettings, 'listener'> {
  readonly listener: Pick<StoreListener, 'changed' | 'failed'>;
}

let registry: FinalizationRegistry<() => void> | undefined;

/** Calls `end`, which must not hold the listener, when the cache that holds the listener is collected. */
export function whenCollected(listener: StoreListener, end: () => void): void {
  registry ??= new FinalizationRegistry((end) => end());
  registry.register(listener, end);
}

/** The settings, with a listener that does not keep the cache alive. */
export function weakly(settings: StoreSettings): WeakSettings {
  const ref = new WeakRef(settings.listener);
  const listener: WeakSettings['listener'] = {
    changed: (change) => ref.deref()?.changed(change),
    failed: (failure) => ref.deref()?.failed(failure),
  };
  return { ...settings, listener };
}
