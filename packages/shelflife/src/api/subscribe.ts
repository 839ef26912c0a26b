/** `subscribe`: what is subscribed to, who listens, and the signal that ends it. */
import type { Subscription } from '../core/subscriptions.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { joinKey, viewRange } from '../model/key.js';
import { keysIn, signalIn, versionIn } from './call-options.js';
import type { SubscribeOptions, SubscriptionTarget } from './subscription-types.js';
import type { ViewScope } from './view-scope.js';

/** A subscription with the signal that ends it. */
interface Subscribing {
  readonly subscription: Subscription;
  readonly signal: AbortSignal | undefined;
}

/** Returns what ends the subscription. */
export function subscribe(
  scope: ViewScope,
  target: SubscriptionTarget | Subscription['listener'],
  listener: unknown,
  options: SubscribeOptions,
): () => void {
  const { subscription, signal } = subscriptionIn(target, listener, options, scope);
  if (signal?.aborted) return () => {};
  const end = scope.core.subscribe(subscription);
  const stop = () => {
    signal?.removeEventListener('abort', stop);
    end();
  };
  signal?.addEventListener('abort', stop);
  return stop;
}

function subscriptionIn(
  target: SubscriptionTarget | Subscription['listener'],
  listener: unknown,
  options: SubscribeOptions,
  scope: ViewScope,
): Subscribing {
  if (typeof target === 'function') return subscriptionIn({ prefix: '' }, target, options, scope);
  expect('listener', typeof listener === 'function', 'a function', listener);
  const version = versionIn(options, scope.version, ['version', 'signal']);
  const signal = signalIn(options);
  const what = isRange(target)
    ? { keys: new Map(), range: rangeOf(target.prefix, version, scope) }
    : { keys: namedKeys(target, version, scope) };
  return { subscription: { ...what, listener: listener as Subscription['listener'] }, signal };
}

function isRange(target: SubscriptionTarget): target is { readonly prefix: string } {
  if (typeof target === 'string' || Object(target) !== target || Symbol.iterator in target)
    return false;
  checkMembers(target, 'subscribe', ['prefix']);
  expect('prefix', typeof target.prefix === 'string', 'a string', target.prefix);
  return true;
}

function rangeOf(start: string, version: number, { prefix }: ViewScope) {
  const head = viewRange(prefix, version).from.length;
  return { ...viewRange(prefix, version, start), head };
}

function namedKeys(target: string | Iterable<string>, version: number, scope: ViewScope) {
  const names = typeof target === 'string' ? [target] : keysIn(target, 'subscribe');
  return new Map(
    names.map((name) => {
      const { key, address = joinKey(scope.prefix, version, name) } = scope.placeOf(name, version);
      return [key, { name, address }] as const;
    }),
  );
}
