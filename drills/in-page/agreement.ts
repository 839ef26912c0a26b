/**
 * Tabs that load, set and remove the same keys at random, with a record of what each of them did. Each function is
 * sent to a page as text: it sees nothing around it.
 */
import type { UntypedCache } from 'shelflife';

/** What one call did, or one run of a loader. Moments are in ms since the epoch. */
export interface Deed {
  readonly type: 'set' | 'delete' | 'clear' | 'load';
  /** None for a clear. */
  readonly key?: string;
  /** What it may have stored: no other deed has the same. */
  readonly value?: string;
  /** When it was called. */
  readonly began: number;
  /** When the loader gave its value. */
  loaded?: number;
  /** From when on its effect is committed. */
  done?: number;
}

declare global {
  interface Window {
    agreement: {
      cache: UntypedCache;
      deeds: Deed[];
      /** What reads have answered. */
      seen: Set<unknown>;
    };
  }
}

export function installAgreement(): void {
  const cache = window.shelflife.createCache({
    name: 'agreement',
    acknowledge: 'queued',
    timeout: null,
  });
  window.agreement = { cache, deeds: [], seen: new Set() };
}

/** Makes `count` calls at random, many of them without waiting for the one before. Resolves when all is committed. */
export async function actAtRandom([tab, keys, count]: readonly [
  string,
  readonly string[],
  number,
]): Promise<void> {
  const { cache, deeds, seen } = window.agreement;
  const below = (end: number) => Math.floor(Math.random() * end);
  const pause = async () => {
    for (let turns = below(4); turns > 0; turns--) await cache.has('other');
  };
  let unflushed: Deed[] = [];

  const begin = (deed: Omit<Deed, 'began'>): Deed => {
    const begun = { ...deed, began: Date.now() };
    deeds.push(begun);
    return begun;
  };
  const remove = async (deed: Deed, removed: Promise<unknown>) => {
    await removed;
    deed.done = Date.now();
  };
  const flush = async () => {
    const flushed = unflushed;
    unflushed = [];
    await cache.flush();
    for (const deed of flushed) deed.done = Date.now();
  };
  const load = async (key: string, fresh: boolean) => {
    const own: Deed[] = [];
    const loader = async () => {
      const value = `load ${tab} ${deeds.length}`;
      const deed = begin({ type: 'load', key, value });
      own.push(deed);
      await pause();
      deed.loaded = Date.now();
      return value;
    };
    await cache.getOrSet(key, loader, { fresh });
    for (const deed of own) deed.done = Date.now();
  };
  const act = async () => {
    const key = keys[below(keys.length)]!;
    const choice = below(20);
    if (choice < 5) seen.add(await cache.get(key));
    else if (choice < 12) await load(key, choice === 11);
    else if (choice < 15) {
      const value = `set ${tab} ${deeds.length}`;
      unflushed.push(begin({ type: 'set', key, value }));
      await cache.set(key, value);
    } else if (choice < 18) await remove(begin({ type: 'delete', key }), cache.delete(key));
    else if (choice < 19) await remove(begin({ type: 'clear' }), cache.clear());
    else await flush();
  };

  const acts: Promise<void>[] = [];
  for (let n = 0; n < count; n++) {
    acts.push(act());
    if (n % 3 === 0) await pause();
  }
  await Promise.all(acts);
  await flush();
}

/** What was done and read in this page. */
export function recordOfActs(): { deeds: Deed[]; seen: unknown[] } {
  const { deeds, seen } = window.agreement;
  return { deeds, seen: [...seen] };
}

/** What the page answers for each key, and what is on the disk. */
export async function answers(keys: readonly string[]) {
  const truth = window.shelflife.createCache({ name: 'agreement', memory: false });
  const stored = { ...(await truth.getMany<string>(keys)) };
  const answered = { ...(await window.agreement.cache.getMany<string>(keys)) };
  await truth.close();
  return { stored, answered };
}
