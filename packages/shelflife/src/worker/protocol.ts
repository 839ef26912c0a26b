/** The messages between a page and its worker: over one port, so that they arrive in order. */
import type { Failure } from '../model/errors.js';
import type { KeyRange } from '../model/key.js';
import type { KeyPage } from '../model/key-pages.js';
import type { Change, Outcome } from '../model/operation.js';
import type { Backend, Batch, StoreSettings } from '../model/store.js';

/** Raised with each change to the messages, so that a page never talks to a worker of another deployment. */
export const PROTOCOL = 8;

/** The only message that is sent to the worker itself; the others go over its port. */
export interface Greeting {
  readonly shelflife: 'serve';
  readonly port: MessagePort;
}

/**
 * Sent on the port before a batch, and followed by this many `PlacedValue`s. A value that the worker cannot
 * read is then lost alone.
 */
export interface Ahead {
  readonly ahead: number;
}

/** A value of the next batch. */
export interface PlacedValue {
  /** The place of its operation in the batch. */
  readonly place: number;
  readonly value: unknown;
}

/** The settings that can be cloned. The clock cannot; each batch brings its time. */
export interface PlainSettings extends Omit<StoreSettings, 'now' | 'latest' | 'listener'> {
  /** The database has worked before, so that memory must not replace it. */
  readonly hasOpened: boolean;
}

/** An answer: a value or a failure, and the session's present state. */
export interface Reply<T> {
  readonly value?: T;
  readonly error?: Failure;
  /** The worker has no such session: nothing was done. */
  readonly isUnknownSession?: boolean;
  readonly backend: Backend | undefined;
  readonly isCoherent: boolean;
}

/** What a session in the worker reports by itself. */
export interface Notice {
  readonly session: number;
  readonly changed?: Change;
  readonly failed?: Failure;
  readonly degraded?: Failure;
  readonly restored?: boolean;
}

/** Sent by the worker when it could not read a call, which is never answered. */
export interface Unread {
  readonly unread: true;
}

/** The worker's interface, called through Comlink. */
export interface Host {
  /** The protocol it speaks. */
  hello(): number;
  /** Resolves at once. */
  ping(): void;
  open(session: number, settings: PlainSettings): void;
  /** @param places the places in the batch of the values that were sent ahead */
  execute(session: number, batch: Batch, places?: readonly number[]): Promise<Reply<Outcome[]>>;
  keys(
    session: number,
    range: KeyRange | undefined,
    after: string | undefined,
    limit: number,
  ): Promise<Reply<KeyPage>>;
  listen(session: number, isListening: boolean): Reply<true>;
  flush(session: number, isUrgent: boolean): void;
  /** Resolves once the calls before are done and the session is closed. */
  close(session: number): Promise<void>;
}
