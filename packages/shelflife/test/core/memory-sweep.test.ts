/** What nobody asks memory for is let go all the same, by one timer for all caches. */
import { afterEach, expect, test, vi } from 'vitest';
import { controlledStore } from '../support/controlled-store.js';

afterEach(() => vi.useRealTimers());

test('what has expired or aged is let go within a minute, and no timer is left', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { open, clock } = controlledStore();
  const [one, other] = [open({ memory: { maxAge: 100 } }), open({ memory: { maxAge: 100 } })];
  await one.cache.set('expiring', 1, 30);
  await other.cache.set('aging', 1, null);
  expect(vi.getTimerCount()).toBe(1);
  clock.advance(60);
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(1);
  expect(await other.asked(() => other.cache.get('aging'))).toBe(0);
  clock.advance(60);
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(0);
});
