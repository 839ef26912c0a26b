/** The messages between a page and its worker. They all use one port, so that they arrive in order. */

import type { Change } from '../model/change.js';
import type { EntriesSize } from '../model/codec/body.js';
import type { Failure } from '../model/errors.js';
import type { KeyRange } from '../model/key.js';
import type { KeyPage } from '../model/key-pages.js';
import type { Outcome } from '../model/operation.js';
import type { Backend, Batch, Eviction, StoreSettings } from '../model/store.js';

/** Raised with each change to the messages, so that a page never talks to a worker of another deployment. */
export const PROTOCOL = 12;

/** The only message sent to the worker itself. All others go over its port. */
export interface Greeting {
  readonly shelflife: 'serve';
  readonly port: MessagePort;
}

/**
 * Announces this many `PlacedValue`s, which follow before their batch. If the worker cannot read one of them,
 * only that value is lost.
 */
export interface Ahead {
  readonly ahead: number;
}

/** A value of the next batch. */
export interface PlacedValue {
  /** The index of its operation in the batch. */
  readonly place: number;
  readonly value: unknown;
}

/** The settings that can be cloned. The clock cannot, so each batch carries its time. */
export interface PlainSettings extends Omit<StoreSettings, 'now' | 'latest' | 'listener'> {
  /** Whether the database has worked before, so that memory must not replace it. */
  readonly hasOpened: boolean;
}

/** An answer: a value or a failure, and the session's current state. */
export interface Reply<T> {
  readonly value?: T;
  readonly error?: Failure;
  /** Whether the worker has no such session. Nothing was done then. */
  readonly isUnknownSession?: boolean;
  readonly backend: Backend | undefined;
  readonly isCoherent: boolean;
}

/** What a session in the worker reports without being asked. */
export interface Notice {
  readonly session: number;
  readonly changed?: Change;
  readonly failed?: Failure;
  readonly degraded?: Failure;
  readonly restored?: boolean;
  readonly evicted?: Eviction;
}

/** Sent by the worker when it could not read a message. If that was a call, it is never answered. */
export interface Unread {
  readonly unread: true;
}

/** The worker's interface, called through Comlink. */
export interface Host {
  /** Returns the version of the protocol that the worker speaks. */
  hello(): number;
  /** Does nothing. An answer shows that the worker is alive. */
  ping(): void;
  open(session: number, settings: PlainSettings): void;
  /**
   * @param places the index in the batch of each value that was sent ahead
   * @param recent the keys that were lately read, if they are sent again
   */
  execute(
    session: number,
    batch: Batch,
    places?: readonly number[],
    recent?: readonly string[],
  ): Promise<Reply<Outcome[]>>;
  keys(
    session: number,
    range: KeyRange | undefined,
    after: string | undefined,
    limit: number,
  ): Promise<Reply<KeyPage>>;
  size(session: number): Promise<Reply<EntriesSize>>;
  listen(session: number, isListening: boolean): Reply<true>;
  flush(session: number, isUrgent: boolean): void;
  /** Resolves once all earlier calls are done and the session is closed. */
  close(session: number): Promise<void>;
}
