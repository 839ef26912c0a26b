/** What a page and its worker say to each other: over one port, so that it comes in order. */
import type { Failure } from '../errors.js';
import type { Change, Outcome } from '../operation.js';
import type { Batch, StoreSettings } from '../stores/store.js';
import type { Backend } from '../types.js';

/** Raised with every change of what is said: a page never talks to a worker of another deployment. */
export const PROTOCOL = 3;

/** The only message that is sent to the worker itself; the rest goes over its port. */
export interface Greeting {
  readonly shelflife: 'serve';
  readonly port: MessagePort;
}

/**
 * Sent on the port ahead of a batch, and after it so many messages with a value each: of kinds that a
 * worker may not have. One that cannot be read there is lost alone.
 */
export interface Ahead {
  readonly ahead: number;
}

/** The settings that can cross. */
export interface PlainSettings extends Omit<StoreSettings, 'now' | 'listener'> {
  /** The cache's clock as it was when this was sent. */
  readonly now: number;
}

/** An answer: a value, or why there is none; with what the session is now. */
export interface Reply<T> {
  readonly value?: T;
  readonly error?: Failure;
  readonly backend: Backend | undefined;
  readonly isCoherent: boolean;
}

/** What a session in the worker tells of its own accord. */
export interface Notice {
  readonly session: number;
  readonly changed?: Change;
  readonly failed?: Failure;
  readonly degraded?: Failure;
  readonly restored?: boolean;
}

/** Sent by the worker when it could not read a call: whoever made that waits for no answer. */
export interface Unread {
  readonly unread: true;
}

/** What the worker offers, by Comlink. */
export interface Host {
  /** The protocol it speaks. */
  hello(): number;
  /** Resolves at once: whoever answers is alive. */
  ping(): void;
  open(session: number, settings: PlainSettings): void;
  /** @param places where in the batch those values belong that came ahead of it, in their order */
  execute(session: number, batch: Batch, places?: readonly number[]): Promise<Reply<Outcome[]>>;
  keys(session: number, range: { from: string; to: string } | undefined): Promise<Reply<string[]>>;
  flush(session: number, isUrgent: boolean): void;
  close(session: number): Promise<void>;
}
