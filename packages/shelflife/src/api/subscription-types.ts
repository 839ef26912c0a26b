/** The public types of `subscribe` and `peek`. */
import type { SubscriptionEvent } from '../core/subscriptions.js';
import type { VersionOptions } from './option-types.js';

export type { SubscriptionEvent };

/** A key, keys, or all keys of the view that begin with a prefix. */
export type SubscriptionTarget<K extends string = string> =
  | K
  | Iterable<K>
  | { readonly prefix: string };

/** Called when entries may have changed, once for all changes of a tick: read again what you show. */
export type SubscriptionListener<K extends string = string> = (event: SubscriptionEvent<K>) => void;

/** The options of `subscribe`. */
export interface SubscribeOptions extends VersionOptions {
  /** Ends the subscription when it aborts. */
  readonly signal?: AbortSignal | undefined;
}
