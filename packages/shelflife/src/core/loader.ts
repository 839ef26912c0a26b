/** The loader of a load: what it is called with, and what it may say of the result. */
import { decodeCopy } from '../model/codec/encode.js';
import { CacheError, quote } from '../model/errors.js';
import type { Place } from '../model/key.js';
import type { Outcome } from '../model/operation.js';
import { publicExpiry } from '../model/timeout.js';
import type { LoadingDefaults } from './configuration.js';
import type { Lifetime } from './lifetime.js';

export interface LoadOptions extends Lifetime, LoadingDefaults {}

/** What is loaded: the key as the caller gave it, and where it is stored. */
export interface Target {
  readonly key: string;
  readonly version: number;
  readonly place: Place;
}

export interface Loader {
  /** Called when a load begins that may call `load`. */
  begun?(): void;
  /** Resolves to the value, or to `NOTHING`. */
  load(context: LoaderContext): unknown;
  /** Called when another thread is found to be loading the key, and this load waits for it. */
  waiting?(): void;
  /** Called once it is settled. */
  settled?(): void;
}

/** What a loader is called with. */
export interface LoaderContext {
  readonly key: string;
  readonly version: number;
  readonly signal: AbortSignal;
  readonly previous: { readonly value: unknown; readonly expires: number | null } | undefined;
  /** Says how the result is stored; `false` for not at all. */
  store(lifetime: Partial<Lifetime> | false): void;
}

/** Given by a loader that has no value for the key: nothing is stored, and the key stays missing. */
export const NOTHING: unique symbol = Symbol('nothing');

/** The entry that was there, for the loader. */
export function previousOf(before: Outcome): LoaderContext['previous'] {
  return { value: decodeCopy(before), expires: publicExpiry(before.expires) };
}

/** What is reported of a loader that threw. */
export function failureOf(cause: unknown, key: string): CacheError {
  const reason = cause instanceof Error ? cause.message : quote(cause);
  return new CacheError('load-failed', `The loader of ${quote(key)} failed: ${reason}`, {
    key,
    cause,
  });
}
