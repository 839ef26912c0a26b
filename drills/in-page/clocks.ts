/** Clocks that jump, and tabs that count. Each is sent to a page as text: it sees nothing around it. */

/** What is read before the clock is set back by a year, after that, and when it is set forward again. */
export async function setClock() {
  const YEAR = 365 * 24 * 3600 * 1000;
  let clock = Date.now();
  const cache = window.shelflife.createCache({ name: 'clock', now: () => clock });
  const read = async () => ({ ...(await cache.getMany(['a', 'forever', 'brief'])) });
  await cache.setMany({ a: 1, forever: 1 }, null);
  await cache.set('brief', 1, 30);
  const before = await read();
  clock -= YEAR;
  const back = [await read(), await cache.add('a', 2, 30), await cache.get('a')];
  clock += YEAR;
  return [before, ...back, await read()];
}

/** What `setClock` gives. */
export const clockSeen = [{ a: 1, forever: 1, brief: 1 }, {}, true, 2, { forever: 1, brief: 1 }];

/** Eight operations a round, as the tab of this number: what it has added, and which adds it won. */
export async function mixedWork(mine: number) {
  const { cache } = window.drill;
  let [added, won] = [0, 0];
  for (let round = 0; round < 250; round++) {
    const n = (round * 7 + mine) % 13;
    const [first] = await Promise.all([
      cache.add(`once ${round}`, mine, null),
      cache.incr('sum', n),
      cache.incr('swings', 5),
      cache.decr('swings', 5),
      cache.set(`own ${mine} ${round % 10}`, round),
      cache.get('sum'),
      cache.touch('sum', null),
      cache.getMany([`once ${round}`, 'swings']),
    ]);
    added += n;
    won += Number(first);
  }
  return { added, won };
}

export async function zero(): Promise<void> {
  await window.drill.cache.setMany({ sum: 0, swings: 0 }, null);
}

/** What all tabs have come to. */
export async function counted() {
  return { ...(await window.drill.cache.getMany(['sum', 'swings'])) };
}

export async function writeMany({ prefix, count }: { prefix: string; count: number }) {
  const entries = Array.from({ length: count }, (_, n) => [`${prefix} ${n}`, n] as const);
  await window.drill.cache.setMany(entries, null);
}

export async function countKeys(prefix: string): Promise<number> {
  let count = 0;
  for await (const key of window.drill.cache.keys()) if (key.startsWith(prefix)) count++;
  return count;
}
