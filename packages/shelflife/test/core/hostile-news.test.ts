/** Messages of any shape on a cache's channel: nothing throws, nothing wrong is answered, nothing stays. */
import 'fake-indexeddb/auto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { createCache, indexedDBStore, type UntypedCache } from 'shelflife';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Membership } from '../../src/stores/indexeddb/shared-database.js';
import { Clock } from '../../src/testing/fixture.js';
import { anything } from '../support/anything.js';
import { changeUnseen } from '../support/behind.js';
import { type ControlledCache, controlledStore } from '../support/controlled-store.js';
import { joinDatabase } from '../support/membership.js';
import { expectNothingUncaught } from '../support/uncaught.js';

const text = fc.oneof(fc.constantFrom(':1:a', ':1:', ':1;', '', '__proto__'), fc.string());

const ranges = fc.array(
  fc.oneof(
    fc.record({ from: fc.oneof(text, anything), to: fc.oneof(text, anything) }),
    fc.record({ from: text, to: text }, { requiredKeys: [] }),
    anything,
  ),
);

const change = fc.oneof(
  fc.record({ keys: fc.oneof(fc.array(fc.oneof(text, anything)), anything) }),
  fc.record({ ranges: fc.oneof(ranges, anything) }),
  fc.record({ keys: anything, ranges: anything }),
  anything,
);

const early = fc.oneof(fc.boolean(), anything);

const message = fc.oneof(
  { arbitrary: fc.record({ shelflife: fc.constant(1), change }), weight: 3 },
  fc.record({ shelflife: fc.constant(1), change, isEarly: early }),
  fc.record({ shelflife: anything, change: anything, isEarly: anything }, { requiredKeys: [] }),
  anything,
);

expectNothingUncaught();

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('on the wire', () => {
  const name = 'hostile news';
  const keys = ['a', 'b', '__proto__'];
  let cache: UntypedCache;
  let tab: BroadcastChannel;
  let rounds = 0;

  beforeEach(() => {
    cache = createCache({ name, store: indexedDBStore(), now: new Clock().read });
    tab = new BroadcastChannel(`shelflife/2/${name}`);
  });

  afterEach(async () => {
    tab.close();
    await cache.destroy();
  });

  /** Messages of one sender come in their order: who has lost the last one's key has heard all. */
  async function hear(messages: readonly unknown[]): Promise<void> {
    await cache.set('last', 'held');
    await changeUnseen(name, ':1:last', 'on disk');
    for (const one of messages) tab.postMessage(one);
    tab.postMessage({ shelflife: 1, change: { keys: [':1:last'] } });
    await vi.waitUntil(async () => (await cache.get('last')) === 'on disk', { interval: 1 });
  }

  test('entries stay right, and what a tab really changes is still seen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 15 }), async (messages) => {
        const round = ++rounds;
        await cache.setMany(keys.map((key) => [key, round] as const));
        await hear(messages);
        expect(Object.values(await cache.getMany(keys))).toEqual([round, round, round]);
        for (const key of keys) expect(await cache.get(key)).toBe(round);
        await changeUnseen(name, ':1:a', -round);
        await hear([{ shelflife: 1, change: { keys: [':1:a'] } }]);
        expect(await cache.get('a')).toBe(-round);
        expect(await cache.incr('b')).toBe(round + 1);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('a flood of distinct keys leaves nothing behind', async () => {
    const messages = (from: number) =>
      Array.from({ length: 50 }, (_, n) => ({
        shelflife: 1,
        change: {
          keys: Array.from({ length: 1000 }, (_, at) => `:1:${from}-${n}-${at}`.padEnd(500)),
        },
      }));
    await hear(messages(0));
    const before = heapUsed();
    for (let from = 1; from <= 4; from++) await hear(messages(from));
    // Each flood is 25 MB of keys: all of them together leave less than a tenth of one.
    expect(heapUsed() - before).toBeLessThan(2_500_000);
  }, 60_000);
});

/** Bytes in use once all that can be collected has been. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** A channel whose messages come at once. */
class Wire extends EventTarget {
  static last: Wire;

  constructor() {
    super();
    Wire.last = this;
  }

  hears(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  close(): void {}
}

describe('told early', () => {
  let control: ControlledCache;
  let place: Membership;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.stubGlobal('BroadcastChannel', Wire);
    control = controlledStore().open();
    await control.cache.get('opens it');
    place = await joinDatabase('hostile early news', (change) =>
      control.listener().changed(change),
    );
  });

  afterEach(() => place.end());

  test('messages of any shape break nothing, at once or when they are repeated', async () => {
    const { cache } = control;
    const messages = fc.array(
      fc.record({ shelflife: fc.constant(1), change, isEarly: fc.constant(true) }),
    );
    await cache.set('before', 1);
    await fc.assert(
      fc.asyncProperty(messages, fc.integer(), async (messages, given) => {
        await cache.setMany({ a: given, b: given });
        for (const one of messages) Wire.last.hears(one);
        expect(await cache.get('a')).toBe(given);
        const loading = cache.getOrSet('c', async () => {
          vi.advanceTimersByTime(1000);
          return given;
        });
        expect(await loading).toBe(given);
        expect(await cache.get('b')).toBe(given);
        await cache.delete('c');
      }),
      { numRuns: 300 },
    );
  });

  test('a flood of them leaves nothing pending except its repeat', async () => {
    await control.cache.set('before', 1);
    const before = vi.getTimerCount();
    for (let n = 0; n < 500; n++)
      Wire.last.hears({ shelflife: 1, change: { keys: [`:1:${n}`] }, isEarly: true });
    expect(vi.getTimerCount() - before).toBeLessThanOrEqual(500);
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(before);
  });

  test('a flood does not keep a loader in progress from storing', async () => {
    const { cache } = control;
    await cache.set('before', 1);
    const flood = () => {
      for (let n = 0; n < 100; n++) Wire.last.hears({ shelflife: 1, change: {}, isEarly: true });
    };
    const value = await cache.getOrSet('k', async () => {
      flood();
      return 'loaded';
    });
    expect(value).toBe('loaded');
    vi.advanceTimersByTime(1000);
    expect(await cache.getOrSet('k', 'again')).toBe('loaded');
  });
});
