/** Who is told when entries may have changed: "read again", once per tick. */

import type { Change } from '../model/change.js';
import { inRange, type KeyRange } from '../model/key.js';
import { later } from '../platform/timers.js';

/** What a listener is called with. */
export interface SubscriptionEvent<K extends string = string> {
  /** The keys that may have changed, as the caller names them; `undefined` if that is not known. */
  readonly keys: readonly K[] | undefined;
}

export interface Subscription {
  /** By stored key: what the caller calls it, and its built-in key. None for a subscription to a range. */
  readonly keys: ReadonlyMap<string, { readonly name: string; readonly address: string }>;
  /** The range of built-in keys, and how much of them precedes the caller's key. */
  readonly range?: KeyRange & { readonly head: number };
  readonly listener: (event: SubscriptionEvent) => void;
}

/** So many times in a row listeners are called before the next task; then they let others have their turn. */
const MOST_ROUNDS = 100;

/** Ms between two looks at what has expired. */
const SHORTEST = 10;

export class Subscriptions {
  readonly #byKey = new Map<string, Set<Subscription>>();
  readonly #ranged = new Set<Subscription>();
  /** Who is to be told, and of which keys; `undefined` for any. */
  #pending = new Map<Subscription, Set<string> | undefined>();
  readonly #expiries = new Map<string, number>();
  readonly #now: () => number;
  readonly #hasKeyFunction: boolean;
  #stopTimer = () => {};
  #timerAt = Infinity;
  #isScheduled = false;
  #isHeld = false;
  #rounds = 0;

  /** @param hasKeyFunction whether stored keys do not show which namespace they are in */
  constructor(now: () => number, hasKeyFunction: boolean) {
    this.#now = now;
    this.#hasKeyFunction = hasKeyFunction;
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0 && this.#ranged.size === 0;
  }

  /** Returns what ends the subscription. */
  add(subscription: Subscription): () => void {
    for (const key of subscription.keys.keys()) {
      const others = this.#byKey.get(key) ?? new Set();
      this.#byKey.set(key, others.add(subscription));
    }
    if (subscription.range) this.#ranged.add(subscription);
    return () => this.#remove(subscription);
  }

  #remove(subscription: Subscription): void {
    this.#ranged.delete(subscription);
    this.#pending.delete(subscription);
    for (const key of subscription.keys.keys()) {
      const others = this.#byKey.get(key);
      others?.delete(subscription);
      if (others?.size !== 0) continue;
      this.#byKey.delete(key);
      this.#expiries.delete(key);
    }
  }

  /** @param address the built-in key of the only key that changed, where it is known */
  changed({ keys, ranges, isLease }: Change, address?: string): void {
    if (isLease || this.isEmpty) return;
    if (keys) for (const key of keys) this.#changedKey(key, address);
    else this.#changedRanges(ranges);
  }

  #changedKey(key: string, address = this.#hasKeyFunction ? undefined : key): void {
    this.#expiries.delete(key);
    for (const subscription of this.#byKey.get(key) ?? [])
      this.#tell(subscription, subscription.keys.get(key)!.name);
    for (const subscription of this.#ranged) {
      const { range } = subscription;
      if (address === undefined) this.#tell(subscription);
      else if (inRange(address, range!)) this.#tell(subscription, address.slice(range!.head));
    }
  }

  #changedRanges(ranges: readonly KeyRange[] | undefined): void {
    const isIn = (address: string) => !ranges || ranges.some((range) => inRange(address, range));
    for (const [key, subscriptions] of this.#byKey)
      for (const subscription of subscriptions) {
        const { name, address } = subscription.keys.get(key)!;
        if (isIn(address)) this.#tell(subscription, ranges && name);
      }
    for (const subscription of this.#ranged) {
      const { from, to } = subscription.range!;
      if (!ranges || ranges.some((range) => range.from < to && from < range.to))
        this.#tell(subscription);
    }
  }

  /** Lets the subscribers of a key be told when its entry expires. */
  expires(key: string, moment: number | undefined): void {
    if (!this.#byKey.has(key)) return;
    if (moment === undefined || moment === Infinity) this.#expiries.delete(key);
    else {
      this.#expiries.set(key, moment);
      this.#wakeAt(moment);
    }
  }

  /** A page that is frozen, or on its way into the back/forward cache, tells nobody until `release()`. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Returns whether it was held. Anything may have changed meanwhile. */
  release(): boolean {
    if (!this.#isHeld) return false;
    this.#isHeld = false;
    this.changed({});
    return true;
  }

  #tell(subscription: Subscription, name?: string): void {
    const names = this.#pending.get(subscription);
    const isUnknown = name === undefined || (!names && this.#pending.has(subscription));
    this.#pending.set(subscription, isUnknown ? undefined : (names ?? new Set()).add(name));
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (this.#rounds < MOST_ROUNDS) queueMicrotask(() => this.#flush());
    else later(0, () => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    if (this.#rounds++ === 0)
      later(0, () => {
        this.#rounds = 0;
      });
    if (this.#isHeld) return;
    const pending = this.#pending;
    this.#pending = new Map();
    for (const [subscription, names] of pending) {
      // It may have been ended by a listener before it.
      if (this.#isActive(subscription)) call(subscription, names && [...names]);
    }
  }

  #isActive(subscription: Subscription): boolean {
    const [key] = subscription.keys.keys();
    if (key !== undefined) return !!this.#byKey.get(key)?.has(subscription);
    return this.#ranged.has(subscription);
  }

  /** One timer, for the key that expires first. */
  #wakeAt(moment: number): void {
    if (moment >= this.#timerAt) return;
    this.#stopTimer();
    this.#timerAt = moment;
    this.#stopTimer = later(Math.max(SHORTEST, moment - this.#now()), () => this.#expire());
  }

  #expire(): void {
    const now = this.#now();
    this.#timerAt = Infinity;
    let next = Infinity;
    for (const [key, moment] of this.#expiries)
      if (moment <= now) this.changed({ keys: [key] });
      else next = Math.min(next, moment);
    this.#wakeAt(next);
  }
}

function call({ listener }: Subscription, keys: readonly string[] | undefined): void {
  try {
    listener({ keys });
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
