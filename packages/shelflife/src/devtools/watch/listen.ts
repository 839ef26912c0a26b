/** The events of a cache: all of them, and what the log says of each. */
import type { CacheEvents, UntypedCache } from '../../index.js';
import { formatCount, formatMs } from '../format.js';
import type { LoggedEvent } from './event-log.js';

export type CacheEvent = CacheEvents[keyof CacheEvents];

const TYPES = [
  'hit',
  'miss',
  'load',
  'set',
  'delete',
  'clear',
  'evict',
  'error',
  'degraded',
  'restored',
] as const;

/** Returns what ends it. */
export function listenTo(cache: UntypedCache, listener: (event: CacheEvent) => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  for (const type of TYPES) cache.addEventListener(type, listener, { signal });
  return () => controller.abort();
}

export function describeEvent(event: CacheEvent): LoggedEvent {
  const { type } = event;
  if ('key' in event) {
    const { key, version } = event;
    return { type, key, version, detail: detailOf(event) };
  }
  if (type === 'error' || type === 'degraded') {
    const { error } = event;
    return { type, key: error.key, detail: `${error.code}: ${error.message}` };
  }
  return { type, detail: detailOf(event) };
}

function detailOf(event: CacheEvent): string | undefined {
  switch (event.type) {
    case 'hit':
      return event.stale ? `stale, from ${event.from}` : `from ${event.from}`;
    case 'load':
      return event.error === undefined
        ? formatMs(event.ms)
        : `failed after ${formatMs(event.ms)}: ${event.error}`;
    case 'evict':
      return `${formatCount(event.count)} (${REASONS[event.reason]})`;
    default:
      return undefined;
  }
}

const REASONS = {
  expired: 'expired',
  entries: 'above maxEntries',
  bytes: 'above maxBytes',
  capacity: 'the disk is full',
};
