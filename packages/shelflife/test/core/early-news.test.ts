/** News of a write that had not had its turn yet are told again, as its page may be gone by then. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Change, type Entry, forget } from '../../src/model/operation.js';
import { type Coherence, cohere } from '../../src/stores/indexeddb/coherence.js';

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

let place: Coherence;
let heard: Change[];
const held = new Map<string, Pick<Entry, 'address'>>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('BroadcastChannel', Wire);
  heard = [];
  held.clear();
  place = cohere('a name', (change) => {
    heard.push(change);
    forget(held, change);
  });
  place.join();
});

afterEach(() => {
  place.leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('what is told in its time is told once', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] } });
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }]);
});

test('what is told early is told at once and again a second later', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  expect(heard.length).toBe(1);
  vi.advanceTimersByTime(999);
  expect(heard.length).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }, { keys: ['k'] }]);
});

test('who has left hears nothing more', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  place.leave();
  vi.advanceTimersByTime(60_000);
  expect(heard.length).toBe(1);
  expect(Wire.last.closed).toBe(true);
});

test('early news that make no sense break nothing later either', () => {
  Wire.last.hears({ shelflife: 1, change: { ranges: [null] }, isEarly: true });
  held.set('k', {});
  expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
});

test('early news reach who has left and come back', () => {
  Wire.last.hears({ shelflife: 1, change: { keys: ['k'] }, isEarly: true });
  place.leave();
  place.join();
  heard.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([{ keys: ['k'] }]);
});
