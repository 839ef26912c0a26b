/** What the operations mean, said once more without the library's code, and operations at random. */
import fc from 'fast-check';
import type { Lease } from '../../src/model/lease.js';
import type {
  IncrOperation,
  KeyedOperation,
  Outcome,
  SetOperation,
} from '../../src/model/operation.js';

export const KEYS = ['a', 'b', 'c'];

/** One of them more often, so that operations meet. */
export const key = fc.constantFrom('a', 'a', 'a', ...KEYS);
export const value = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, 'text', 0, 1.5, -7, 10n, Number.NaN, { n: 1 }),
  fc.constantFrom<unknown>(2 ** 53 - 1, 1 - 2 ** 53, 2 ** 53, -(2 ** 53), 2n ** 53n),
  fc.integer({ min: -100, max: 100 }),
);
/** How the clock goes on between two operations, in ms: also not at all, and back. */
export const tick = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.constantFrom(0, 1, -1, -50, 59_999, 60_000, 60_001, -59_999, -60_000, -60_001, -120_000),
);
const lifetime = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.constantFrom(-Infinity, Infinity, 70_000, 120_000),
);
const delta = fc.constantFrom<number | bigint>(1, -1, 0.5, 10n, -10n, 2 ** 53, Number.MAX_VALUE);
const span = fc.constantFrom<number | undefined>(undefined, 0, 20, 50, 80_000, Infinity);

/** How many steps ago the load began that an operation belongs to. */
const back = fc.integer({ min: 1, max: 4 });

type Type = KeyedOperation['type'];

/** Half of the operations are of leases. */
const type = fc.oneof(
  fc.constantFrom<Type>('get', 'has', 'set', 'add', 'touch', 'incr', 'delete', 'move'),
  fc.constantFrom<Type>('lease', 'lease', 'fulfil', 'release'),
);

const given = fc.record({
  key,
  to: key,
  value,
  delta,
  flag: fc.boolean(),
  startsAnew: fc.boolean(),
  isFresh: fc.constantFrom(false, false, false, true),
  isForced: fc.constantFrom(false, false, false, true),
  staleWhileRevalidate: span,
  staleIfError: span,
  retryAfter: span,
  tokenBack: back,
  holderBack: back,
  hasWaited: fc.boolean(),
});

/** Later than any term ends. */
const FAR_FUTURE = 10 ** 13;

type Given = typeof given extends fc.Arbitrary<infer G> ? G : never;

/** An operation, made when its turn comes: `at` is its place among the others. */
export interface Step {
  readonly tick: number;
  readonly make: (now: number, at: number) => KeyedOperation;
}

export const step: fc.Arbitrary<Step> = fc
  .record({ tick, type, lifetime, given })
  .map(({ tick, type, lifetime, given }) => ({
    tick,
    make: (now, at) => operationOf(type, now + lifetime, at, given),
  }));

function operationOf(type: Type, expires: number, at: number, given: Given): KeyedOperation {
  const { key, to, value, delta, flag, staleWhileRevalidate, staleIfError } = given;
  const storing = { key, value, expires, staleWhileRevalidate, staleIfError };
  const past = { token: `t${at - given.tokenBack}`, holder: `h${at - given.holderBack}` };
  if (type === 'get') return { type, key, stale: flag };
  if (type === 'set') return { type, ...storing };
  if (type === 'add') return { type, ...storing, read: flag };
  if (type === 'touch') return { type, key, expires };
  if (type === 'incr') {
    const counting = flag ? { delta: 1, unit: true } : { delta };
    const { key: _, ...initial } = storing;
    return { type, key, ...counting, ...(given.startsAnew && { initial }) };
  }
  if (type === 'move') return { type, key, to };
  if (type === 'fulfil') return { type, ...storing, token: past.token };
  if (type === 'release') return { type, key, lease: { ...past, until: expires }, hasFailed: flag };
  if (type !== 'lease') return { type, key };
  const { isFresh, isForced, retryAfter = 0, hasWaited } = given;
  const awaited = hasWaited ? past.holder : undefined;
  const lease = {
    token: `t${at}`,
    holder: `h${at}`,
    until: Number.isFinite(expires) ? expires : given.startsAnew ? 0 : FAR_FUTURE,
  };
  return { type, key, lease, isFresh, isForced, retryAfter, staleIfError, awaited };
}

interface Card {
  readonly held: unknown;
  readonly lastDay: number;
  readonly dated: number;
  /** How long past its last day it may still be shown. */
  readonly grace: number;
}

/** Who is out to renew a card, and the pass that lets them in when they are back. */
interface Errand {
  readonly pass: string;
  readonly who?: string | undefined;
  readonly back: number;
  readonly cameBackEmpty?: number | undefined;
}

/** What the documentation says: a shelf of cards, each with a date and a last day, and errands to renew them. */
export class Model {
  readonly cards = new Map<string, Card>();
  readonly errands = new Map<string, Errand>();

  do(operation: KeyedOperation, now: number): unknown {
    switch (operation.type) {
      case 'lease':
        return this.sendOut(operation, now);
      case 'fulfil':
        return this.comeBack(operation, now);
      case 'release':
        return this.comeBackEmpty(operation, now);
      default:
        return this.serve(operation, now);
    }
  }

  /** Empties the shelf of the keys that are named, and calls back who is out for them. */
  sweepOut(keys: readonly string[]): void {
    for (const key of keys) this.takeOff(key);
  }

  find(key: string, now: number): Card | undefined {
    const card = this.show(key, now);
    return card && card.lastDay > now ? card : undefined;
  }

  /** A card that may be shown, though its last day may be over. */
  show(key: string, now: number): Card | undefined {
    const card = this.cards.get(key);
    if (card === undefined) return undefined;
    const isFromTheFuture = card.dated - now > 60_000;
    const isPast = card.lastDay + card.grace <= now;
    return isPast || isFromTheFuture ? undefined : card;
  }

  lay(key: string, card: Omit<Card, 'dated'>, now: number): void {
    this.takeOff(key);
    if (card.lastDay > now) this.cards.set(key, { ...card, dated: now });
  }

  takeOff(key: string): void {
    this.cards.delete(key);
    this.errands.delete(key);
  }

  serve(operation: KeyedOperation, now: number): unknown {
    const { key } = operation;
    const card = this.find(key, now);
    const old = card ? undefined : this.show(key, now);
    if (operation.type === 'get') {
      if (old && operation.stale) return ['stale', old.held, old.lastDay];
      return card ? ['found', card.held, card.lastDay] : 'absent';
    }
    if (operation.type === 'has') return card ? ['found', undefined, card.lastDay] : 'absent';
    if (operation.type === 'delete') {
      this.takeOff(key);
      return card ? 'there was one' : 'there was none';
    }
    if (operation.type === 'set') {
      this.lay(key, cardOf(operation), now);
      return card ? 'set over one' : 'set';
    }
    if (operation.type === 'add') {
      if (card) return ['refused', operation.read ? card.held : 'not asked'];
      this.lay(key, cardOf(operation), now);
      return 'added';
    }
    if (operation.type === 'touch') {
      if (operation.expires <= now) this.takeOff(key);
      else if (card) this.cards.set(key, { ...card, lastDay: operation.expires, dated: now });
      return card ? 'touched' : 'absent';
    }
    if (card === undefined) {
      if (operation.type !== 'incr' || !operation.initial) return 'not found';
      const counted = this.count(operation, cardOf(operation.initial), now);
      return counted === 'not countable' ? 'absent, and not countable' : ['begun', counted];
    }
    if (operation.type === 'move') {
      this.takeOff(key);
      this.lay(operation.to, card, now);
      return 'moved';
    }
    return this.count(operation as never, card, now);
  }

  count(operation: IncrOperation, card: Omit<Card, 'dated'>, now: number): unknown {
    const by = operation.unit && typeof card.held === 'bigint' ? 1n : operation.delta;
    const kinds = `${typeof card.held} ${typeof by}`;
    let total: number | bigint;
    if (kinds === 'bigint bigint') total = (card.held as bigint) + (by as bigint);
    else if (kinds === 'number number') total = (card.held as number) + (by as number);
    else return 'not countable';
    // Doubles beyond 2^53 leave out integers.
    const isExact = (one: unknown) =>
      typeof one === 'bigint' || Number.isSafeInteger(Math.trunc(one as number));
    if (![card.held, by, total].every(isExact)) return 'not countable';
    this.lay(operation.key, { ...card, held: total }, now);
    return ['counted', total];
  }

  sendOut(operation: Extract<KeyedOperation, { type: 'lease' }>, now: number): unknown {
    const { key, lease, isFresh, isForced, awaited, retryAfter = 0, staleIfError = 0 } = operation;
    const card = this.show(key, now);
    const isLive = card !== undefined && card.lastDay > now;
    if (isLive && !isFresh) return ['found', card.held, card.lastDay];
    const shown = card ? [isLive ? 'live' : 'stale', card.held, card.lastDay] : 'absent';
    const out = isFresh ? undefined : this.errands.get(key);
    if (out) {
      const last = out.cameBackEmpty ?? Number.NEGATIVE_INFINITY;
      const hasJustFailed = last <= now && now - last < retryAfter;
      const isGoodEnough = card && now < card.lastDay + Math.min(staleIfError, card.grace);
      if (hasJustFailed && isGoodEnough) return [out, shown];
      const mustWait =
        out.who &&
        out.back > now &&
        out.back - now <= 61 * 60_000 &&
        !isForced &&
        [undefined, out.who].includes(awaited);
      if (mustWait) return [out, shown];
    }
    const { token, holder, until } = lease;
    const errand = out
      ? { pass: out.pass, who: holder, back: until, cameBackEmpty: out.cameBackEmpty }
      : { pass: token, who: holder, back: until, cameBackEmpty: undefined };
    this.errands.set(key, errand);
    return [errand, shown];
  }

  comeBack(operation: Extract<KeyedOperation, { type: 'fulfil' }>, now: number): unknown {
    const { key, token } = operation;
    const card = this.find(key, now);
    if (this.errands.get(key)?.pass !== token)
      return card ? ['found', card.held, card.lastDay] : 'absent';
    this.lay(key, cardOf(operation), now);
    return 'stored';
  }

  comeBackEmpty(operation: Extract<KeyedOperation, { type: 'release' }>, now: number): unknown {
    const { key, lease, hasFailed } = operation;
    const out = this.errands.get(key);
    if (out?.pass === lease.token && out.who === lease.holder) {
      const cameBackEmpty = hasFailed ? now : out.cameBackEmpty;
      this.errands.set(key, { pass: out.pass, back: lease.until, cameBackEmpty });
    }
    return 'done';
  }
}

function cardOf(
  operation: Pick<SetOperation, 'value' | 'expires' | 'staleWhileRevalidate' | 'staleIfError'>,
): Omit<Card, 'dated'> {
  const { value, expires, staleWhileRevalidate: one = 0, staleIfError: other = 0 } = operation;
  return { held: value, lastDay: expires, grace: one > other ? one : other };
}

function errandOf({ token, holder, until, failed }: Lease): Errand {
  return { pass: token, who: holder, back: until, cameBackEmpty: failed };
}

/** An outcome in the model's words. */
export function inWords(operation: KeyedOperation, outcome: Outcome): unknown {
  const { hit, value, expires, error, isStale, lease, isStored } = outcome;
  if (error?.code === 'key-not-found') return hit ? 'found, and not' : 'not found';
  if (error) return hit ? 'not countable' : 'absent, and not countable';
  const there = hit ? ['found', value, expires] : 'absent';
  switch (operation.type) {
    case 'get':
    case 'has':
      return isStale ? ['stale', value, expires] : there;
    case 'delete':
      return hit ? 'there was one' : 'there was none';
    case 'set':
      return hit ? 'set over one' : 'set';
    case 'add':
      return hit ? ['refused', 'value' in outcome ? value : 'not asked'] : 'added';
    case 'touch':
      return hit ? 'touched' : 'absent';
    case 'incr':
      return hit ? ['counted', value] : ['begun', ['counted', value]];
    case 'move':
      return hit ? 'moved' : 'absent, and moved';
    case 'fulfil':
      return isStored ? 'stored' : there;
    case 'release':
      return hit ? 'found' : 'done';
    case 'lease': {
      if (!lease) return there;
      const shown = hit ? ['live', value, expires] : 'absent';
      return [errandOf(lease), isStale ? ['stale', value, expires] : shown];
    }
  }
}
