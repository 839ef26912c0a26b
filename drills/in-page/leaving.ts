/** Pages that leave. Each function is sent to a page as text: it sees nothing around it. */
import type { UntypedCache } from 'shelflife';

declare global {
  interface Window {
    queued: UntypedCache;
  }
}

/** Gives a page a queued cache that has been used, and in which nothing is committed by time alone. */
export async function installQueued(): Promise<void> {
  const { createCache } = window.shelflife;
  window.queued = createCache({ name: 'queued', acknowledge: 'queued', timeout: null });
  await window.queued.get('k');
  window.setTimeout = (() => 0) as unknown as typeof window.setTimeout;
}

/** How many of so many keys are on the disk. */
export async function storedKeys(count: number): Promise<number> {
  const cache = window.shelflife.createCache({ name: 'queued', memory: false, deadline: 1 });
  const keys = Array.from({ length: count }, (_, n) => `k${n}`);
  return Object.keys(await cache.getMany(keys)).length;
}

/** How a page accepts writes and leaves. */
export const LEAVING: Readonly<Record<string, (count: number) => Promise<void>>> = {
  'set one after another right before the page leaves': async (count) => {
    for (let n = 0; n < count; n++) await window.queued.set(`k${n}`, n);
    location.href = '/blank';
  },
  'set together, un-awaited, right before the page leaves': async (count) => {
    const keys = Array.from({ length: count }, (_, n) => [`k${n}`, n] as const);
    void window.queued.setMany(Object.fromEntries(keys));
    location.href = '/blank';
  },
  'set at pagehide': async (count) => {
    addEventListener('pagehide', () => {
      for (let n = 0; n < count; n++) void window.queued.set(`k${n}`, n);
    });
    location.href = '/blank';
  },
  // What was sent and not hurried waits for its first success, which a page that leaves does not see.
  'sent when the page leaves': async (count) => {
    for (let n = 0; n < count; n++) await window.queued.set(`k${n}`, n);
    void window.queued.flush();
    await Promise.resolve();
    location.href = '/blank';
  },
};

/** Puts an entry by bare IndexedDB as the page leaves. */
export function putWhenLeaving(): void {
  const request = indexedDB.open('bare', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('entries');
  request.onsuccess = () => {
    addEventListener('pagehide', () => {
      const tx = request.result.transaction('entries', 'readwrite');
      tx.objectStore('entries').put('value', 'key');
      tx.commit();
    });
    location.href = '/blank';
  };
}

/** Whether that entry is there. */
export function isPut(): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.open('bare', 1);
    request.onsuccess = () => {
      const get = request.result.transaction('entries').objectStore('entries').get('key');
      get.onsuccess = () => resolve(get.result === 'value');
    };
  });
}
