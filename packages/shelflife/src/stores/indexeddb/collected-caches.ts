/**
 * Ends the sessions of caches that are garbage-collected without `close()`. A component that creates a cache
 * at each render leaves such caches behind. The parts that a thread shares hold caches weakly, so that they
 * can be collected.
 */
import type { StoreListener, StoreSettings } from '../../model/store.js';

/** A session's settings, with the part of its listener that the shared parts call. */
export interface WeakSettings extends Omit<StoreSettings, 'listener'> {
  readonly listener: Pick<StoreListener, 'changed' | 'failed' | 'evicted' | 'recent'>;
}

let registry: FinalizationRegistry<() => void> | undefined;

/** Calls `end` when the cache that holds the listener is collected. `end` must not hold the listener itself. */
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
    evicted: (eviction) => ref.deref()?.evicted?.(eviction),
    recent: () => ref.deref()?.recent?.() ?? [],
  };
  return { ...settings, listener };
}
