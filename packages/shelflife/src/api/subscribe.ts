/** The arguments of `subscribe`: what is subscribed to, and who listens. */
import type { Subscription } from '../core/subscriptions.js';
import { checkMembers } from '../model/arguments.js';
import { expect } from '../model/errors.js';
import { joinKey, type Place, viewRange } from '../model/key.js';
import { keysIn, signalIn, versionIn } from './call-options.js';
import type { SubscribeOptions, SubscriptionTarget } from './subscription-types.js';

/** A subscription with the signal that ends it. */
interface Subscribing {
  readonly subscription: Subscription;
  readonly signal: AbortSignal | undefined;
}

/** What a view has to say to it. */
interface View {
  /** Escaped. */
  readonly prefix: string;
  readonly version: number;
  placeOf(key: string, version: number): Place;
}

export function subscriptionIn(
  target: SubscriptionTarget | Subscription['listener'],
  listener: unknown,
  options: SubscribeOptions,
  view: View,
): Subscribing {
  if (typeof target === 'function') return subscriptionIn({ prefix: '' }, target, options, view);
  expect('listener', typeof listener === 'function', 'a function', listener);
  const version = versionIn(options, view.version, ['version', 'signal']);
  const signal = signalIn(options);
  const what = isRange(target)
    ? { keys: new Map(), range: rangeOf(target.prefix, version, view) }
    : { keys: namedKeys(target, version, view) };
  return { subscription: { ...what, listener: listener as Subscription['listener'] }, signal };
}

function isRange(target: SubscriptionTarget): target is { readonly prefix: string } {
  if (typeof target === 'string' || Object(target) !== target || Symbol.iterator in target)
    return false;
  checkMembers(target, 'subscribe', ['prefix']);
  expect('prefix', typeof target.prefix === 'string', 'a string', target.prefix);
  return true;
}

function rangeOf(start: string, version: number, { prefix }: View) {
  const head = viewRange(prefix, version).from.length;
  return { ...viewRange(prefix, version, start), head };
}

function namedKeys(target: string | Iterable<string>, version: number, view: View) {
  const names = typeof target === 'string' ? [target] : keysIn(target, 'subscribe');
  return new Map(
    names.map((name) => {
      const { key, address = joinKey(view.prefix, version, name) } = view.placeOf(name, version);
      return [key, { name, address }] as const;
    }),
  );
}
