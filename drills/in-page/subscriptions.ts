/** Tabs that subscribe to what others write. Each function is sent to a page as text. */
import type { UntypedCache } from 'shelflife';

declare global {
  interface Window {
    subscribed: UntypedCache;
    /** The keys of each call of the listener. */
    told: (readonly string[] | null)[];
    /** What a read at the moment of each call has shown. */
    read: unknown[];
  }
}

/** Gives a page a cache that others have written to, and a subscriber of `k` that reads when it is told. */
export function installSubscriber(timeout: number | null): void {
  const { createCache } = window.shelflife;
  const cache = createCache({ name: 'subscribed', timeout, maxEntries: 50 });
  Object.assign(window, { subscribed: cache, told: [], read: [] });
  cache.subscribe('k', async ({ keys }) => {
    window.told.push(keys ?? null);
    window.read.push((await cache.get('k')) ?? null);
  });
}

/** What another tab does to `k`. */
export const CHANGES = [
  'set',
  'setMany',
  'incr',
  'touch',
  'move',
  'delete',
  'clear',
  'cull',
] as const;

export async function change(how: string): Promise<void> {
  const cache = window.subscribed;
  if (how === 'set') await cache.set('k', 1);
  if (how === 'setMany') await cache.setMany({ k: 2, l: 3 });
  if (how === 'incr') await cache.incr('k');
  if (how === 'touch') await cache.touch('k', 500);
  if (how === 'move') await cache.incrVersion('k');
  if (how === 'delete') {
    await cache.set('k', 1);
    await cache.delete('k');
  }
  if (how === 'clear') {
    await cache.set('k', 1);
    await cache.clear();
  }
  if (how === 'cull') {
    await cache.set('k', 1);
    for (let n = 0; n < 4; n++)
      await cache.setMany(
        Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${n}/${i}`, i])),
      );
  }
}

/** Whether the last read of the subscriber is what is stored. */
export async function isUpToDate(): Promise<boolean> {
  const truth = window.shelflife.createCache({ name: 'subscribed', memory: false });
  const stored = (await truth.get('k')) ?? null;
  await truth.close();
  return window.told.length > 0 && Object.is(window.read.at(-1), stored);
}

/** Random operations on a few keys, each with a subscriber that keeps what it has last read. */
export async function shuffle([seed, operations]: [
  seed: number,
  operations: number,
]): Promise<void> {
  const cache = window.subscribed;
  let state = seed;
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  for (let n = 0; n < operations; n++) {
    const key = `key ${random(5)}`;
    const kind = random(10);
    if (kind < 5) await cache.set(key, `${seed}/${n}`);
    else if (kind < 7) await cache.delete(key);
    else if (kind < 8) await cache.touch(key, 500);
    else if (kind < 9) await cache.getOrSet(key, () => `${seed}/${n}/loaded`);
    else if (n % 50 === 0) await cache.clear();
    else await cache.add(key, `${seed}/${n}/added`);
  }
}

/** Keeps what subscribers have last read, key by key. */
export function watchKeys(): void {
  const last: Record<string, unknown> = {};
  Object.assign(window, { last });
  for (let n = 0; n < 5; n++) {
    const key = `key ${n}`;
    const look = async () => {
      last[key] = (await window.subscribed.get(key)) ?? null;
    };
    window.subscribed.subscribe(key, look);
    void look();
  }
}

/** The keys of which a subscriber has last read something else than is stored. */
export async function outdated(): Promise<string[]> {
  const truth = window.shelflife.createCache({ name: 'subscribed', memory: false });
  const { last } = window as unknown as { last: Record<string, unknown> };
  const different: string[] = [];
  for (const [key, value] of Object.entries(last))
    if (!Object.is((await truth.get(key)) ?? null, value)) different.push(key);
  await truth.close();
  return different;
}
