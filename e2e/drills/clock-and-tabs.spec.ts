/** Clocks that jump, tabs that count. */
import { expect, expectKept, test } from '../harness/drill.ts';

test('the clock set back and forward in mid-run', async ({ openTab }) => {
  const tab = await openTab();
  const result = await tab.evaluate(async () => {
    const YEAR = 365 * 24 * 3600 * 1000;
    let clock = Date.now();
    const cache = window.shelflife.createCache({ name: 'clock', now: () => clock });
    await cache.setMany({ a: 1, forever: 1 }, null);
    await cache.set('brief', 1, 30);
    const seen: unknown[] = [{ ...(await cache.getMany(['a', 'forever', 'brief'])) }];
    clock -= YEAR;
    seen.push({ ...(await cache.getMany(['a', 'forever', 'brief'])) });
    seen.push(await cache.add('a', 2, 30), await cache.get('a'));
    clock += YEAR;
    seen.push({ ...(await cache.getMany(['a', 'forever', 'brief'])) });
    return seen;
  });
  const all = { a: 1, forever: 1, brief: 1 };
  expect(result).toEqual([all, {}, true, 2, { forever: 1, brief: 1 }]);
});

test('4 tabs, 2,000 mixed operations each, exact sums', async ({ openDrill }) => {
  test.setTimeout(120_000);
  const tabs = await Promise.all([openDrill(), openDrill(), openDrill(), openDrill()]);
  await tabs[0]!.evaluate(() => window.drill.cache.setMany({ sum: 0, swings: 0 }, null));
  const sums = await Promise.all(
    tabs.map((tab, at) =>
      tab.evaluate(async (mine) => {
        const { cache } = window.drill;
        let added = 0;
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
          added += n + (first ? 1_000_000 : 0);
        }
        return added;
      }, at),
    ),
  );
  const added = sums.reduce((total, sum) => total + sum, 0);
  expect(Math.floor(added / 1_000_000), 'adds won').toBe(250);
  const counted = await tabs[3]!.evaluate(() => window.drill.cache.getMany(['sum', 'swings']));
  expect({ ...counted }).toEqual({ sum: added % 1_000_000, swings: 0 });
  await expectKept(tabs[0]!);
});
