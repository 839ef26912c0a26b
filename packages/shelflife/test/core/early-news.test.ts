/** A change that was sent before its write held the lock is applied again a second later. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Change, forget } from '../../src/model/change.js';
import type { Entry } from '../../src/model/operation.js';
import type { Membership } from '../../src/stores/indexeddb/shared-database.js';
import { joinDatabase } from '../support/membership.js';

/** A channel whose messages come at once. */
class Wire extends EventTarget {
  static last: Wire;
  closed = false;

  constructor() {
    super();
    Wire.last = this;
  }

  hears(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  close(): void {
    this.closed = true;
  }
}

let place: Membership;
let heard: Change[];
const held = new Map<string, Pick<Entry, 'address'>>();

const join = () =>
  joinDatabase('a name', (change) => {
    heard.push(change);
    forget(held, change);
  });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('BroadcastChannel', Wire);
  heard = [];
  held.clear();
  place = await join();
});

afterEach(() => {
  place.end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('a change that is broadcast after the lock is applied once', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] } });
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }]);
});

test('an early broadcast is applied at once and again a second later', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  expect(heard.length).toBe(1);
  vi.advanceTimersByTime(999);
  expect(heard.length).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }, { keys: ['k'] }]);
});

test('a listener that has left receives nothing more', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  heard.length = 0;
  place.end();
  // It forgets everything as it leaves.
  expect(heard).toEqual([{}]);
  vi.advanceTimersByTime(60_000);
  expect(heard.length).toBe(1);
  expect(Wire.last.closed).toBe(true);
});

test('a malformed early broadcast breaks nothing when it is repeated', () => {
  Wire.last.hears({ shelflife: 1, change: { ranges: [null] }, isEarly: true });
  held.set('k', {});
  expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
});

test('the repeat of an early broadcast reaches a session that has left and rejoined', async () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  place.end();
  place = await join();
  heard.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }]);
});
