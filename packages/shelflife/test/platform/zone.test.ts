/** Angular waits until its zone has no timer pending: the cache leaves none there. */
import 'fake-indexeddb/auto';
import 'zone.js';
import { createCache, indexedDBStore } from 'shelflife';
import { expect, test } from 'vitest';
import { keepTrying, later } from '../../src/platform/timers.js';

/** A zone that watches its tasks, as Angular's does, and the timers that were started in it. */
function appZone() {
  const timers: string[] = [];
  const zone = Zone.current.fork({
    name: 'app',
    onScheduleTask(parent, _, target, task) {
      if (task.source === 'setTimeout') timers.push(task.source);
      return parent.scheduleTask(target, task);
    },
  });
  return { zone, timers };
}

test('a timer of the application is seen by its zone', () => {
  const { zone, timers } = appZone();
  zone.run(() => clearTimeout(setTimeout(() => {}, 1000)));
  expect(timers).toEqual(['setTimeout']);
});

test('later and keepTrying leave no timer in the zone', () => {
  const { zone, timers } = appZone();
  zone.run(() => {
    later(1000, () => {})();
    keepTrying(1000, 2000, async () => {})();
  });
  expect(timers).toEqual([]);
});

test('what is called later runs once, and not when it is called off', async () => {
  const { zone } = appZone();
  let offCalls = 0;
  const called = await zone.run(
    () =>
      new Promise<string>((resolve) => {
        later(0, () => offCalls++)();
        later(1, () => resolve('called'));
      }),
  );
  expect([called, offCalls]).toEqual(['called', 0]);
});

for (const acknowledge of ['committed', 'queued'] as const)
  test(`a cache in use, ${acknowledge}, leaves no timer in the zone`, async () => {
    const { zone, timers } = appZone();
    await zone.run(async () => {
      const cache = createCache({
        name: `zone ${acknowledge}`,
        store: indexedDBStore(),
        acknowledge,
      });
      zone.run(() => cache.set('k', 1, 30));
      await zone.run(() => cache.flush());
      expect(await zone.run(() => cache.getOrSet('l', () => 2))).toBe(2);
      expect(timers).toEqual([]);
      await zone.run(() => cache.destroy());
    });
    expect(timers).toEqual([]);
  });
