/** What each of several processes does with one cache. Prints its result as JSON. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { redisStore } from '@shelflife/redis';
import { createCache, type UntypedCache } from 'shelflife';

const COUNTS = 300;
const ADDS = 50;
const CALLERS = 50;
const VALUES = 500;

const [url, task, processes] = process.argv.slice(2);
const client = createClient({ url: url! });
const cache = createCache({ store: redisStore({ client }), deadline: 60, timeout: null });
/** For what the processes agree on, apart from the cache. */
const meeting = await createClient({ url: url! }).connect();

const tasks: Record<string, (cache: UntypedCache) => Promise<unknown>> = {
  /** The sums that this process has seen. */
  async count() {
    const sums: number[] = [];
    for (let n = 0; n < COUNTS; n++) sums.push(await cache.incr('n', 1, { initial: 0 }));
    return sums;
  },
  /** The keys that this process has added. */
  async add() {
    const keys = Array.from({ length: ADDS }, (_, n) => `k${n}`);
    const added = await Promise.all(keys.map((key) => cache.add(key, process.pid)));
    return keys.filter((_, n) => added[n]);
  },
  /** The distinct values that this process was given, and how many loaders it ran. */
  async load() {
    let loads = 0;
    const values = Array.from({ length: CALLERS }, () =>
      cache.getOrSet('loaded', async () => {
        loads++;
        await everybodyElse();
        return process.pid;
      }),
    );
    await meeting.incr('started');
    return { values: [...new Set(await Promise.all(values))], loads };
  },
  /** Reads until the last value, and writes it all if it is the first process. Answers what went backwards. */
  async read() {
    const isWriter = (await meeting.incr('started')) === 1;
    await everybodyElse();
    if (isWriter) for (let n = 1; n <= VALUES; n++) await cache.set('n', n);
    let last = 0;
    const backwards: number[][] = [];
    while (last < VALUES) {
      const n = Number(await cache.get('n', 0));
      if (n < last) backwards.push([last, n]);
      last = n;
      await new Promise(setImmediate);
    }
    return backwards;
  },
};

async function everybodyElse(): Promise<void> {
  while (Number(await meeting.get('started')) < Number(processes)) await sleep(5);
}

console.log(JSON.stringify(await tasks[task!]!(cache)));
await cache.close();
client.destroy();
meeting.destroy();
