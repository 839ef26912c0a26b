/** Values that arrive before their batch, each in a message that the worker may be unable to read. */
import { CacheError } from '../model/errors.js';
import type { Ahead, Unread } from './protocol.js';

/** A value, or why it could not be read. */
export type Arrival =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: CacheError };

/** Returns the values that arrived for a batch, by their place in it. */
export type Unpack = (places: readonly number[]) => Map<number, Arrival>;

/** Collects the values that arrive on `port` before their batch. */
export function gatherAhead(port: MessagePort): Unpack {
  let expected = 0;
  let arrived: Arrival[] = [];

  const add = (arrival: Arrival) => {
    expected--;
    arrived.push(arrival);
  };

  port.addEventListener('message', ({ data }) => {
    const { ahead, ...message } = Object(data) as Partial<Ahead> & { value?: unknown };
    if (typeof ahead === 'number') expected = ahead;
    else if (expected > 0 && 'value' in message) add({ value: message.value });
  });

  port.addEventListener('messageerror', () => {
    if (expected > 0) add({ error: unreadable() });
    else port.postMessage({ unread: true } satisfies Unread);
  });

  return (places) => {
    const values = arrived;
    expected = 0;
    arrived = [];
    return new Map(places.map((place, n) => [place, values[n] ?? { error: unreadable() }]));
  };
}

function unreadable(): CacheError {
  const message = 'Value cannot be stored: workers do not support its type';
  const cause = new DOMException(message, 'DataCloneError');
  return new CacheError('data', message, { cause });
}
