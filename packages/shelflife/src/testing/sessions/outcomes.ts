/** The outcome of each operation, and what it leaves. */
import { START } from '../fixture.js';
import { add, get, has, incr, remove, type SessionCheck, set } from './fixture.js';

export function outcomes(check: SessionCheck): void {
  check('a set misses or overwrites, and a get finds the entry', async ({ first, expect }) => {
    const [before, , found, again] = await first.run(get('k'), set('k', 1), get('k'), set('k', 2));
    expect(before).toEqual({ hit: false });
    expect(found).toEqual({ hit: true, value: 1, expires: Infinity, written: START });
    expect(again).toEqual({ hit: true, written: START });
    expect((await first.run(get('k')))[0]?.value).toBe(2);
  });

  check('a text stays a text', async ({ first, expect }) => {
    const text = '{"n":[1,"\\u2028"]}';
    await first.run(set('k', undefined, { text }));
    const [found] = await first.run(get('k'));
    expect([found?.hit, found?.text, found?.value]).toEqual([true, text, undefined]);
  });

  check('values of every kind come back as copies', async ({ first, expect }) => {
    const values = [null, undefined, -0, 7n, 'text', new Date(5), new Map([['a', new Set([1])]])];
    await first.run(...values.map((value, n) => set(`k${n}`, value, { bytes: 10 })));
    for (const [n, value] of values.entries()) {
      const key = `k${n}`;
      const [[one], [other]] = [await first.run(get(key)), await first.run(get(key))];
      expect(one?.value).toEqual(value);
      expect(one?.hit).toBe(true);
      if (Object(value) === value) expect(one?.value).not.toBe(other?.value);
    }
  });

  check('two reads in one batch are given a copy each', async ({ first, expect }) => {
    const value = new Map([['n', 1]]);
    const [, one, other] = await first.run(set('k', value), get('k'), get('k'));
    const maps = [one, other].map((outcome) => outcome?.value as Map<string, number>);
    for (const map of maps) map.set('n', 2);
    expect(new Set([value, ...maps]).size).toBe(3);
    expect((await first.run(get('k')))[0]?.value).toEqual(new Map([['n', 1]]));
  });

  check('a has answers all but the value', async ({ first, expect }) => {
    const expires = START + 1000;
    await first.run(set('k', 'long', { expires }));
    const [found, missing] = await first.run(has('k'), has('other'));
    expect(found).toEqual({ hit: true, expires, written: START });
    expect(missing).toEqual({ hit: false });
  });

  check('an add stores where nothing is, and may answer what is there', async (fixture) => {
    const { first, expect } = fixture;
    const [added, refused, read] = await first.run(add('k', 1), add('k', 2), add('k', 3, true));
    expect([added, refused]).toEqual([{ hit: false, written: START }, { hit: true }]);
    expect([read?.hit, read?.value]).toEqual([true, 1]);
    expect((await first.run(get('k')))[0]?.value).toBe(1);
  });

  check('a touch changes the expiry and nothing else', async ({ first, expect }) => {
    const touch = { type: 'touch', key: 'k', expires: START + 500 } as const;
    const [missed, , touched, found] = await first.run(touch, set('k', 1), touch, get('k'));
    expect([missed, touched]).toEqual([{ hit: false }, { hit: true }]);
    expect([found?.value, found?.expires]).toEqual([1, START + 500]);
  });

  check('an incr answers the sum, and fails alone where it cannot count', async (fixture) => {
    const { first, expect } = fixture;
    const batch = [set('n', 1), incr('n', 2), set('big', 5n), incr('big', 2n), set('text', 'a')];
    const [, sum, , big, , text, missing, last] = await first.run(
      ...batch,
      incr('text'),
      incr('missing'),
      get('n'),
    );
    expect([sum?.value, big?.value, last?.value]).toEqual([3, 7n, 3]);
    expect([text?.error?.code, missing?.error?.code]).toEqual([
      'invalid-argument',
      'key-not-found',
    ]);
  });

  check('an incr counts a missing or expired key from its initial value', async (fixture) => {
    const { first, clock, expect } = fixture;
    await first.run(set('k', 100, { expires: START + 1000 }));
    clock.advance(1);
    const begin = { ...incr('k', 2), initial: { value: 5, expires: START + 9000 } };
    const [sum, again] = await first.run(begin, begin);
    expect([sum?.hit, sum?.value, again?.hit, again?.value]).toEqual([false, 7, true, 9]);
    const [found] = await first.run(get('k'));
    expect([found?.value, found?.expires]).toEqual([9, START + 9000]);
  });

  check('a delete answers whether a live entry was there', async ({ first, clock, expect }) => {
    await first.run(set('a', 1), set('b', 1, { expires: START + 1000 }));
    clock.advance(1);
    expect(await first.run(remove('a'), remove('b'), remove('c'))).toEqual([
      { hit: true },
      { hit: false },
      { hit: false },
    ]);
    expect((await first.run(get('a')))[0]).toEqual({ hit: false });
  });

  check('a move takes value and expiry along, over what is there', async ({ first, expect }) => {
    const move = { type: 'move', key: 'a', to: 'b' } as const;
    const expires = START + 9000;
    const moved = await first.run(set('a', 1, { expires }), set('b', 2), move, get('a'), get('b'));
    expect([moved[2]?.hit, moved[3]?.hit]).toEqual([true, false]);
    expect([moved[4]?.value, moved[4]?.expires]).toEqual([1, expires]);
    expect((await first.run(move))[0]?.error?.code).toBe('key-not-found');
  });

  check("expiry is judged by the batch's clock", async ({ first, expect }) => {
    const expires = START + 1000;
    await first.run(set('k', 1, { expires }));
    const at = (now: number) => first.session.execute({ now, operations: [get('k')] });
    expect((await at(expires - 1))[0]?.hit).toBe(true);
    expect((await at(expires))[0]?.hit).toBe(false);
    // A clock that was set back: what was written far in the future is not live.
    expect((await at(START - 120_000))[0]?.hit).toBe(false);
  });

  check('a clear removes the ranges given, by built-in keys', async ({ first, expect }) => {
    await first.run(set('a:1', 1), set('b:1', 1), set('hash', 1, { address: 'a:2' }));
    const ranges = [{ from: 'a:', to: 'a;' }];
    expect(await first.run(get('a:1'), { type: 'clear', ranges })).toEqual([
      { hit: true, value: 1, expires: Infinity, written: START },
      { hit: false },
    ]);
    const left = await first.run(get('a:1'), get('b:1'), get('hash'));
    expect(left.map(({ hit }) => hit)).toEqual([false, true, false]);
    await first.run({ type: 'clear' });
    expect((await first.run(get('b:1')))[0]?.hit).toBe(false);
  });

  check('an outcome shows the address of its entry', async ({ first, expect }) => {
    await first.run(set('hash', 1, { address: 'a:1' }));
    const found = await first.run(get('hash'), has('hash'));
    expect(found.map(({ address }) => address)).toEqual(['a:1', 'a:1']);
  });

  check('two names share nothing', async ({ first, name, open, expect }) => {
    const other = open({ name: `${name} too` });
    await first.run(set('k', 1));
    expect((await other.run(get('k')))[0]?.hit).toBe(false);
    await other.run({ type: 'clear' });
    expect((await first.run(get('k')))[0]?.hit).toBe(true);
  });

  check('backend says where entries live, after the first batch', async ({ first, expect }) => {
    await first.run(get('k'));
    expect(typeof first.session.backend).toBe('string');
    expect(first.failures).toEqual([]);
  });
}
