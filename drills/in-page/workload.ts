/**
 * A workload with a record of what was acknowledged, for faults to be injected into. It lives in the
 * page as `window.drill`.
 */
import type { UntypedCache } from 'shelflife';

export interface Report {
  issued: number;
  acknowledged: number;
  /** How many calls were rejected, by code. */
  rejected: Record<string, number>;
  unsettled: number;
  /** The longest that a call took, in ms. */
  slowest: number;
}

export interface Drill {
  cache: UntypedCache;
  /**
   * Sets `count` keys with `bytes` of noise each, `parallel` at a time; resolves when all have settled.
   * Without end (`Infinity`) it writes until `stopAfter()`.
   */
  write(count: number, bytes: number, parallel?: number): Promise<Report>;
  /** A `write()` that is under way sets `count` keys more, and no others. */
  stopAfter(count: number): void;
  report(): Report;
  /** How many of the acknowledged keys are not readable, or hold something else. */
  lost(): Promise<number>;
  /** Whether the cache still stores, reads, counts and deletes. */
  works(): Promise<boolean>;
  noise(bytes: number): Uint8Array<ArrayBuffer>;
}

declare global {
  interface Window {
    drill: Drill;
  }
}

/** Runs in the page, before anything else. */
export function installWorkload(): void {
  const acknowledged = new Map<string, number>();
  const report: Report = { issued: 0, acknowledged: 0, rejected: {}, unsettled: 0, slowest: 0 };
  let end = 0;

  const noise = (bytes: number) => {
    const data = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65_536)
      crypto.getRandomValues(data.subarray(at, Math.min(bytes, at + 65_536)));
    return data;
  };

  const sum = (data: Uint8Array) => data.reduce((total, byte) => (total * 31 + byte) | 0, 7);

  /** Whether it was acknowledged. */
  const writeOne = async (key: string, data: Uint8Array) => {
    const started = performance.now();
    report.issued++;
    report.unsettled++;
    try {
      await window.drill.cache.set(key, data, null);
      report.acknowledged++;
      acknowledged.set(key, sum(data));
    } catch (error) {
      const { code = String(error) } = error as { code?: string };
      report.rejected[code] = (report.rejected[code] ?? 0) + 1;
      acknowledged.delete(key);
    }
    report.unsettled--;
    report.slowest = Math.max(report.slowest, performance.now() - started);
    return acknowledged.has(key);
  };

  /** Calls that are refused at once would otherwise leave the page no time for anything else. */
  const breath = () => new Promise((resolve) => setTimeout(resolve));

  window.drill = {
    cache: undefined as unknown as UntypedCache,
    noise,
    report: () => ({ ...report }),
    async write(count, bytes, parallel = 8) {
      window.drill.stopAfter(count);
      const writer = async () => {
        while (report.issued < end)
          if (!(await writeOne(`key ${report.issued}`, noise(bytes)))) await breath();
      };
      await Promise.all(Array.from({ length: parallel }, writer));
      return report;
    },
    stopAfter(count) {
      end = report.issued + count;
    },
    async lost() {
      let lost = 0;
      for (const [key, expected] of acknowledged) {
        const data = await window.drill.cache.get<Uint8Array>(key);
        if (!data || sum(data) !== expected) lost++;
      }
      return lost;
    },
    async works() {
      const { cache } = window.drill;
      await cache.set('works', 1);
      const counted = (await cache.incr('works')) === 2;
      const read = (await cache.get('works')) === 2;
      return counted && read && (await cache.delete('works')) && !(await cache.has('works'));
    },
  };
}
