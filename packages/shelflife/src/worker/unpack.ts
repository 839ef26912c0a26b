/** Values that come to the worker ahead of their batch, each in a message that it may not be able to read. */
import { CacheError } from '../errors.js';
import type { Ahead, Unread } from './protocol.js';

/** A value, or why it could not be read. */
export type Arrival =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: CacheError };

/** What came ahead, by its place in the batch. */
export type Unpack = (places: readonly number[]) => Map<number, Arrival>;

/** Gathers what comes ahead on `port`, until its batch asks for it. */
export function gatherAhead(port: MessagePort): Unpack {
  let expected = 0;
  let arrived: Arrival[] = [];

  const arrive = (one: Arrival) => {
    expected--;
    arrived.push(one);
  };

  port.addEventListener('message', ({ data }) => {
    const { ahead, ...message } = Object(data) as Partial<Ahead> & { value?: unknown };
    if (typeof ahead === 'number') expected = ahead;
    else if (expected > 0 && 'value' in message) arrive({ value: message.value });
  });

  port.addEventListener('messageerror', () => {
    if (expected > 0) arrive({ error: unreadable() });
    else port.postMessage({ unread: true } satisfies Unread);
  });

  return (places) => {
    const came = arrived;
    expected = 0;
    arrived = [];
    return new Map(places.map((place, n) => [place, came[n] ?? { error: unreadable() }]));
  };
}

function unreadable(): CacheError {
  const message = 'Value cannot be stored: workers have nothing of its kind';
  const cause = new DOMException(message, 'DataCloneError');
  return new CacheError('data', message, { cause });
}
