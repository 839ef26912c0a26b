/** Types that are derived from a schema. */

/** The keys of a schema. */
export type KeyOf<S> = keyof S & string;

/** The keys of a schema whose values can be counted. */
export type CountableKeyOf<S> = {
  [K in KeyOf<S>]: Exclude<S[K], undefined> extends number | bigint ? K : never;
}[KeyOf<S>];

/** The type that `incr` of a value resolves to: literal types widen. */
export type Countable<V> = V extends bigint ? bigint : V extends number ? number : never;

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** The pairs that a schema allows. */
export type PairOf<S> = { [K in KeyOf<S>]: readonly [K, S[K]] }[KeyOf<S>];

/** An object of entries whose type may be an interface, which is no `Record`: anything but an iterable. */
export type EntriesObject = object & { readonly [Symbol.iterator]?: never };
