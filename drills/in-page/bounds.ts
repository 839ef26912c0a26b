/** Tabs that write values of random sizes to one bounded cache. Each function is sent to a page as text. */
import type { CacheOptions, UntypedCache } from 'shelflife';

declare global {
  interface Window {
    bounded: UntypedCache;
    /** What the entries on the disk take, by the documented rule, from the records themselves. */
    bytesOnDisk: () => Promise<number>;
  }
}

export interface Peak {
  /** The most that was on the disk, as seen after some of this tab's batches. */
  readonly bytes: number;
  /** What the largest batch has written. */
  readonly batch: number;
}

export function installBounded(options: CacheOptions): void {
  window.bounded = window.shelflife.createCache({ name: 'bounded', maxEntries: null, ...options });
  window.bytesOnDisk = async () => {
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const databases = await indexedDB.databases();
    const { name } = databases.find(({ name }) => name?.endsWith('/bounded'))!;
    const db = await answer(indexedDB.open(name!));
    const records = await answer(db.transaction('entries').objectStore('entries').getAll());
    db.close();
    return records.reduce((sum, { key, text, value, bytes }) => {
      const letters: string | undefined = text ?? (typeof value === 'string' ? value : undefined);
      return (
        sum + 100 + 2 * key.length + (letters === undefined ? (bytes ?? 8) : 2 * letters.length)
      );
    }, 0);
  };
}

/** Writes that many values in batches of ten, of sizes from some bytes to 16 kB, and now and then 100 kB. */
export async function writeAtRandom([seed, writes]: [seed: number, writes: number]): Promise<Peak> {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const filler = 'x'.repeat(50_000);
  const peak = { bytes: 0, batch: 0 };
  for (let n = 0; n < writes; n += 10) {
    let batch = 0;
    const sets = Array.from({ length: 10 }, () => {
      const length = random() < 0.002 ? 50_000 : Math.floor(8_000 ** random());
      const key = `${Math.floor(random() * 5) ? seed : 'all'} ${Math.floor(random() * 20_000)}`;
      batch += 100 + 2 * key.length + 2 * length + 10;
      return window.bounded.set(key, filler.slice(0, length));
    });
    await Promise.all(sets);
    peak.batch = Math.max(peak.batch, batch);
    if (n % 500 === 0) peak.bytes = Math.max(peak.bytes, await window.bytesOnDisk());
  }
  return peak;
}
