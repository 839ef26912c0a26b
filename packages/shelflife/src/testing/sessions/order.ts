/** The order of batches and of the operations in them, and that each batch is whole. */
import { add, get, incr, remove, type SessionCheck, set } from './fixture.js';

export function order(check: SessionCheck): void {
  check('operations of a batch act in their order', async ({ first, expect }) => {
    const found = await first.run(
      set('k', 1),
      incr('k', 5),
      get('k'),
      remove('k'),
      add('k', 9),
      incr('k', 1),
    );
    expect(found.map(({ value }) => value)).toEqual([undefined, 6, 6, undefined, undefined, 10]);
    expect((await first.run(get('k')))[0]?.value).toBe(10);
  });

  check('batches act in the order they were asked', async ({ first, expect }) => {
    const settled: number[] = [];
    const batches = Array.from({ length: 20 }, (_, n) =>
      first.run(set('k', n), get('k')).then(([, found]) => {
        settled.push(n);
        return found?.value;
      }),
    );
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    expect(await Promise.all(batches)).toEqual(numbers);
    expect(settled).toEqual(numbers);
    expect((await first.run(get('k')))[0]?.value).toBe(19);
  });

  check('what is asked after a clear is not cleared', async ({ first, expect }) => {
    const batches = [
      first.run(set('before', 1), { type: 'clear' }),
      first.run(set('after', 1)),
      first.run(get('before'), get('after')),
    ];
    const last = (await Promise.all(batches)).at(-1);
    expect(last?.map(({ hit }) => hit)).toEqual([false, true]);
  });

  check('two sessions count together without losing a count', async ({ first, open, expect }) => {
    const second = open();
    await first.run(set('n', 0));
    const counts = Array.from({ length: 40 }, (_, n) => (n % 2 ? first : second).run(incr('n')));
    const sums = (await Promise.all(counts)).map(([outcome]) => outcome?.value as number);
    expect(new Set(sums).size).toBe(40);
    expect((await first.run(get('n')))[0]?.value).toBe(40);
  });

  check('of two sessions that add one key, one does', async ({ first, open, expect }) => {
    const second = open();
    const added = await Promise.all([first, second].map(({ run }, n) => run(add('k', n))));
    expect(added.map(([outcome]) => outcome?.hit).sort()).toEqual([false, true]);
  });

  check('nobody reads half of a batch', async ({ first, open, expect }) => {
    const second = open();
    await first.run(set('a', 0), set('b', 0));
    const pairs: unknown[][] = [];
    const writes = Array.from({ length: 30 }, (_, n) => first.run(set('a', n), set('b', n)));
    for (let n = 0; n < 30; n++) {
      const [a, b] = await second.run(get('a'), get('b'));
      pairs.push([a?.value, b?.value]);
    }
    await Promise.all(writes);
    expect(pairs.filter(([a, b]) => a !== b)).toEqual([]);
  });

  check('a large batch is answered in its order', async ({ first, expect }) => {
    const names = Array.from({ length: 1_500 }, (_, n) => `k${n}`);
    await first.run(...names.map((key, n) => set(key, n)));
    const found = await first.run(...names.map(get));
    expect(found.map(({ value }) => value)).toEqual(names.map((_, n) => n));
  });
}
