/**
 * Caches that are forgotten without `close()`, as by a render that creates one: what a thread shares
 * holds them weakly, so that they can be collected, and their sessions end.
 */
import type { StoreListener, StoreSettings } from '../../model/store.js';
import type { Membership } from './shared-database.js';

/** A session's settings, with as much of its listener as the shared parts need. */
export interface WeakSettings extends Omit<StoreSettings, 'listener'> {
  readonly listener: Pick<StoreListener, 'changed' | 'failed'>;
}

let collected: FinalizationRegistry<Membership> | undefined;

/** Ends a session when its cache, which holds the listener, is collected. */
export function endWithListener(listener: StoreListener, membership: Membership): void {
  collected ??= new FinalizationRegistry((membership) => membership.end());
  collected.register(listener, membership);
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
