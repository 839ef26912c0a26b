/** Receives the values that are sent ahead of their batch. The worker may be unable to read some of them. */
import { CacheError } from '../model/errors.js';
import type { Ahead, PlacedValue, Unread } from './protocol.js';

/** A value, or why it could not be read. */
export type Arrival =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: CacheError };

/** Returns the values that arrived for a batch, by their index in it. */
export type Unpack = (places: readonly number[]) => Map<number, Arrival>;

/** Collects the values that arrive on `port` before their batch. */
export function gatherAhead(port: MessagePort): Unpack {
  /** How many more values may arrive. */
  let expected = 0;
  let values = new Map<number, unknown>();

  const onUnreadable = () => {
    if (expected > 0) expected--;
    else port.postMessage({ unread: true } satisfies Unread);
  };

  port.addEventListener('messageerror', onUnreadable);
  port.addEventListener('message', ({ data }) => {
    // Chromium delivers `null` instead of a message that it cannot deserialize.
    if (data === null) return onUnreadable();
    const { ahead, place, value } = Object(data) as Partial<Ahead & PlacedValue>;
    if (typeof ahead === 'number') expected = ahead;
    if (typeof place !== 'number') return;
    expected--;
    values.set(place, value);
  });

  return (places) => {
    const arrived = values;
    expected = 0;
    values = new Map();
    return new Map(
      places.map((place) => [
        place,
        arrived.has(place) ? { value: arrived.get(place) } : { error: unreadable() },
      ]),
    );
  };
}

function unreadable(): CacheError {
  const message = 'Value cannot be stored: workers do not support its type';
  const cause = new DOMException(message, 'DataCloneError');
  return new CacheError('data', message, { cause });
}
