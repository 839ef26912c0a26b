/** The memory tier: what it holds, how long, how much of it, and that nobody can reach into it. */
import { describe, expect, test, vi } from 'vitest';
import { controlledStore } from '../support/controlled-store.js';

describe('what is held', () => {
  test('what was written is read without asking the store', async () => {
    const { cache, asked } = controlledStore().open();
    await cache.set('set', 1, 30);
    await cache.add('added', 2);
    await cache.setMany({ many: 3 });
    await cache.getOrSet('loaded', () => 4);
    const reads = async () => {
      expect([await cache.get('set'), await cache.has('set'), await cache.ttl('set')]).toEqual([
        1,
        true,
        30,
      ]);
      const found = await cache.getMany(['set', 'added', 'many', 'loaded']);
      expect({ ...found }).toEqual({ set: 1, added: 2, many: 3, loaded: 4 });
      expect(await cache.getOrSet('loaded', () => 5)).toBe(4);
    };
    expect(await asked(reads)).toBe(0);
  });

  test('what was read once is read again without asking the store', async () => {
    const { open } = controlledStore();
    await open().cache.setMany({ a: 1, b: undefined }, 30);
    const { cache, asked } = open();
    expect(await asked(() => cache.getMany(['a', 'b']))).toBe(2);
    const reads = async () => {
      expect(await cache.get('a')).toBe(1);
      expect(await cache.get('b', 'default')).toBe(undefined);
      expect(await cache.ttl('b')).toBe(30);
    };
    expect(await asked(reads)).toBe(0);
  });

  test('a read of many keys reads all from the store unless memory holds all', async () => {
    const { open } = controlledStore();
    await open().cache.setMany({ a: 1, b: 2, c: 3 });
    const { cache, batches } = open();
    await cache.get('b');
    expect({ ...(await cache.getMany(['a', 'b', 'c', 'd'])) }).toEqual({ a: 1, b: 2, c: 3 });
    const keys = batches.at(-1)!.operations.map((operation) => 'key' in operation && operation.key);
    expect(keys).toEqual([':1:a', ':1:b', ':1:c', ':1:d']);
  });

  test('a miss is not remembered', async () => {
    const { cache, asked } = controlledStore().open();
    for (let n = 0; n < 3; n++) expect(await asked(() => cache.get('k'))).toBe(1);
    for (let n = 0; n < 3; n++) expect(await asked(() => cache.has('k'))).toBe(1);
  });

  test('has and ttl bring no value into memory', async () => {
    const { open } = controlledStore();
    await open().cache.set('k', 1);
    const { cache, asked } = open();
    await cache.has('k');
    await cache.ttl('k');
    expect(await asked(() => cache.get('k'))).toBe(1);
  });

  test('an add that found an entry leaves nothing of its own', async () => {
    const { open } = controlledStore();
    await open().cache.set('k', 'theirs');
    const { cache } = open();
    expect(await cache.add('k', 'mine')).toBe(false);
    expect(await cache.get('k')).toBe('theirs');
  });

  test("what getOrSet gave is the caller's own", async () => {
    const { cache } = controlledStore().open();
    const given = (await cache.getOrSet('value', { a: 1 })) as { a: number };
    const loaded = (await cache.getOrSet('loader', () => ({ a: 1 }))) as { a: number };
    given.a = loaded.a = 2;
    expect({ ...(await cache.getMany(['value', 'loader'])) }).toEqual({
      value: { a: 1 },
      loader: { a: 1 },
    });
  });

  test('a getOrSet that found an entry brings it into memory', async () => {
    const { open } = controlledStore();
    await open().cache.setMany({ a: 'theirs', b: 'theirs' }, 30);
    const { cache, asked } = open();
    expect(await cache.getOrSet('a', 'mine')).toBe('theirs');
    expect(await cache.getOrSet('b', () => 'mine')).toBe('theirs');
    const reads = async () => {
      expect({ ...(await cache.getMany(['a', 'b'])) }).toEqual({ a: 'theirs', b: 'theirs' });
      expect(await cache.ttl('a')).toBe(30);
    };
    expect(await asked(reads)).toBe(0);
  });

  test('a write that failed leaves nothing', async () => {
    const control = controlledStore().open();
    await control.cache.set('k', 'old');
    control.fault = () => new Error('down');
    await expect(control.cache.set('k', 'new')).rejects.toMatchObject({ code: 'unknown' });
    expect(await control.cache.get('k', 'miss')).toBe('miss');
    control.fault = undefined;
    expect(await control.cache.get('k')).toBe('old');
  });

  test('each version, prefix and key is held as its own', async () => {
    const { cache } = controlledStore().open();
    await cache.set('k', 'one');
    await cache.set('k', 'two', { version: 2 });
    await cache.namespace('1').set('k', 'three');
    expect(await cache.get('k')).toBe('one');
    expect(await cache.withVersion(2).get('k')).toBe('two');
    expect(await cache.namespace('1').get('k')).toBe('three');
  });

  test('with memory: false every read goes to the store', async () => {
    const { cache, asked } = controlledStore().open({ memory: false });
    await cache.set('k', 1);
    for (let n = 0; n < 3; n++) expect(await asked(() => cache.get('k'))).toBe(1);
  });

  test('a store that does not report changes gets no memory tier', async () => {
    const control = controlledStore().open();
    control.isCoherent = false;
    await control.cache.set('k', 1);
    expect(await control.asked(() => control.cache.get('k'))).toBe(1);
    expect(await control.asked(() => control.cache.get('k'))).toBe(1);
  });
});

describe('maxEntries', () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f'];

  test('so many entries are held and no more', async () => {
    const control = controlledStore().open({ memory: { maxEntries: 4 } });
    for (const key of letters) await control.cache.set(key, key);
    control.isCoherent = false;
    const reads = () => Promise.all(letters.map((key) => control.cache.get(key)));
    expect(await control.asked(reads)).toBe(2);
  });

  test('the least recently used goes first', async () => {
    const control = controlledStore().open({ memory: { maxEntries: 3 } });
    const { cache, asked } = control;
    for (const key of ['a', 'b', 'c']) await cache.set(key, key);
    await cache.get('a');
    await cache.has('b');
    await cache.set('d', 'd');
    control.isCoherent = false;
    expect(await asked(() => cache.getMany(['a', 'b', 'd']))).toBe(0);
    expect(await asked(() => cache.get('c'))).toBe(1);
  });

  test('an entry written again is one entry, and the most recent', async () => {
    const control = controlledStore().open({ memory: { maxEntries: 2 } });
    for (const key of ['a', 'b', 'a', 'a', 'c']) await control.cache.set(key, key);
    control.isCoherent = false;
    expect(await control.asked(() => control.cache.getMany(['a', 'c']))).toBe(0);
    expect(await control.asked(() => control.cache.get('b'))).toBe(1);
  });

  test('what is given up is in the store', async () => {
    const { cache } = controlledStore().open({ memory: { maxEntries: 1 } });
    for (const key of letters) await cache.set(key, key);
    for (const key of letters) expect(await cache.get(key)).toBe(key);
  });
});

describe('maxAge', () => {
  test('after maxAge seconds an entry is read from the store again', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open({ memory: { maxAge: 10 } });
    await cache.set('k', 1, null);
    clock.advance(9.999);
    expect(await asked(() => cache.get('k'))).toBe(0);
    clock.advance(0.001);
    expect(await asked(() => cache.get('k'))).toBe(1);
    clock.advance(9.999);
    expect(await asked(() => cache.get('k'))).toBe(0);
  });

  test('without a word it is 300 seconds', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open();
    await cache.set('k', 1, null);
    clock.advance(299.999);
    expect(await asked(() => cache.get('k'))).toBe(0);
    clock.advance(0.001);
    expect(await asked(() => cache.get('k'))).toBe(1);
  });

  test('a clock set back by as much ends it too', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open({ memory: { maxAge: 10 } });
    await cache.set('k', 1, null);
    clock.advance(-9.999);
    expect(await asked(() => cache.get('k'))).toBe(0);
    clock.advance(-0.001);
    expect(await asked(() => cache.get('k'))).toBe(1);
    expect(await cache.get('k')).toBe(1);
  });

  test('Infinity is no bound', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open({ memory: { maxAge: Infinity } });
    await cache.set('k', 1, null);
    clock.advance(1e9);
    expect(await asked(() => cache.get('k'))).toBe(0);
  });
});

describe('expiry', () => {
  test('it is judged at each read, to the millisecond', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open();
    await cache.set('k', 1, 30);
    clock.advance(29.999);
    expect(await asked(() => cache.get('k'))).toBe(0);
    expect(await cache.ttl('k')).toBe(0.001);
    clock.advance(0.001);
    expect(await cache.get('k', 'miss')).toBe('miss');
    expect(await cache.has('k')).toBe(false);
    expect(await cache.ttl('k')).toBe(undefined);
    expect({ ...(await cache.getMany(['k'])) }).toEqual({});
    expect(await cache.getOrSet('k', () => 'new')).toBe('new');
  });

  test('an entry from a clock more than 60 s ahead has expired', async () => {
    const { open, clock } = controlledStore();
    const { cache, asked } = open();
    await cache.set('k', 1, null);
    clock.advance(-60);
    expect(await asked(() => cache.get('k'))).toBe(0);
    clock.advance(-0.001);
    expect(await cache.get('k', 'miss')).toBe('miss');
  });

  test('the time that is left is the stored one, whoever wrote it', async () => {
    const { open, clock } = controlledStore();
    await open().cache.set('k', 1, 30);
    clock.advance(10);
    const { cache, asked } = open();
    await cache.get('k');
    clock.advance(5);
    expect(await asked(async () => expect(await cache.ttl('k')).toBe(15))).toBe(0);
  });

  test('a timeout of 0 is not held', async () => {
    const { cache } = controlledStore().open();
    await cache.set('k', 1);
    await cache.set('k', 2, 0);
    expect(await cache.get('k', 'miss')).toBe('miss');
  });
});

describe('large values', () => {
  const bytes = (count: number) => new Uint8Array(count);
  const held: Record<string, unknown> = {
    '64 kB': bytes(65_536),
    'a buffer of 64 kB': bytes(65_536).buffer,
    'a long text': 'x'.repeat(1_000_000),
    'a view and its buffer, counted once': [bytes(65_536)].flatMap((all) => [all, all.buffer]),
  };
  const heavy: Record<string, unknown> = {
    'a byte more': bytes(65_537),
    'a buffer with a byte more': bytes(65_537).buffer,
    'many that come to more': { list: Array.from({ length: 66 }, () => bytes(1000)) },
    'binary keys and values of a Map': new Map([[bytes(40_000), bytes(40_000)]]),
    'binary members of a Set': new Set([bytes(40_000), bytes(40_000)]),
    'a small view of a large buffer': bytes(70_000).subarray(0, 1),
    'a blob, however small': new Blob(['x']),
  };

  for (const [what, value] of Object.entries(held))
    test(`${what} is held`, async () => {
      const { cache, asked } = controlledStore().open();
      await cache.set('k', value);
      expect(await asked(() => cache.get('k'))).toBe(0);
    });

  for (const [what, value] of Object.entries(heavy))
    test(`${what} is not`, async () => {
      const { cache, asked } = controlledStore().open();
      await cache.set('k', value);
      expect(await asked(() => cache.get('k'))).toBe(1);
      expect(await asked(() => cache.get('k'))).toBe(1);
    });

  test('a large value over a small one leaves nothing of that', async () => {
    const { cache } = controlledStore().open();
    await cache.set('k', 'small');
    await cache.set('k', bytes(70_000));
    expect((await cache.get<Uint8Array>('k'))?.length).toBe(70_000);
  });
});

describe('copies', () => {
  const shared = { n: 1 };
  const values: Record<string, () => { list: unknown[] }> = {
    'a plain value': () => ({ list: [{ n: 1 }] }),
    'one with shared parts': () => ({ list: [shared, shared] }),
    'one with a Map in it': () => ({ list: [new Map([['a', 1]])] }),
    'one with bytes in it': () => ({ list: [new Uint8Array(3)] }),
  };

  for (const [what, make] of Object.entries(values)) {
    test(`changing ${what} after set changes nothing`, async () => {
      const { cache } = controlledStore().open();
      const value = make();
      const written = cache.set('k', value);
      value.list.push('spoilt');
      await written;
      value.list.push('spoilt');
      expect(await cache.get('k')).toEqual(make());
    });

    test(`changing ${what} that a read returned changes nothing`, async () => {
      const { cache, asked } = controlledStore().open();
      await cache.set('k', make());
      const reads = async () => {
        for (let n = 0; n < 3; n++) {
          const got = (await cache.get<{ list: unknown[] }>('k'))!;
          expect(got).toEqual(make());
          got.list.push('spoilt');
          const { k } = await cache.getMany<{ list: unknown[] }>(['k']);
          expect(k).toEqual(make());
          k!.list.push('spoilt');
          (await cache.getOrSet('k', make)).list.push('spoilt');
        }
      };
      expect(await asked(reads)).toBe(0);
    });

    test(`the reader who brought ${what} into memory has a copy of his own`, async () => {
      const { open } = controlledStore();
      await open().cache.set('k', make());
      const { cache } = open();
      (await cache.get<{ list: unknown[] }>('k'))!.list.push('spoilt');
      expect(await cache.get('k')).toEqual(make());
    });

    test(`readers of one tick get ${what} each for himself`, async () => {
      const { cache } = controlledStore().open();
      await cache.set('k', make());
      const got = await Promise.all([1, 2, 3].map(() => cache.get<{ list: unknown[] }>('k')));
      for (const one of got) one!.list.push('mine');
      expect(new Set(got.map((one) => one!.list)).size).toBe(3);
      expect(got.map((one) => one!.list.length)).toEqual(Array(3).fill(make().list.length + 1));
    });
  }
});

describe('maxBytes', () => {
  const kilobytes = (count: number) => 'x'.repeat(count * 512);

  test('what is held stays under it, the least recently used given up first', async () => {
    const control = controlledStore().open({ memory: { maxBytes: 10_000 } });
    const { cache, asked } = control;
    for (const key of ['a', 'b', 'c']) await cache.set(key, kilobytes(3));
    await cache.get('a');
    await cache.set('d', kilobytes(3));
    control.isCoherent = false;
    expect(await asked(() => cache.getMany(['a', 'c', 'd']))).toBe(0);
    expect(await asked(() => cache.get('b'))).toBe(1);
  });

  test('objects, binary data and long keys count too', async () => {
    const control = controlledStore().open({ memory: { maxBytes: 20_000 } });
    const { cache, asked } = control;
    const values = [{ text: kilobytes(9) }, new Uint8Array(9000), new Map([[1, kilobytes(9)]])];
    for (const [n, value] of values.entries()) await cache.set(`k${n}`, value);
    await cache.set('x'.repeat(4500), 1);
    control.isCoherent = false;
    expect(await asked(() => cache.get('k0'))).toBe(1);
    expect(await asked(() => cache.get('k1'))).toBe(1);
    expect(await asked(() => cache.get('x'.repeat(4500)))).toBe(0);
  });

  test('it is exceeded by one value at most', async () => {
    const control = controlledStore().open({ memory: { maxBytes: 1000 } });
    const { cache, asked } = control;
    await cache.set('a', 1);
    await cache.set('large', kilobytes(5));
    control.isCoherent = false;
    expect(await asked(() => cache.get('large'))).toBe(0);
    expect(await asked(() => cache.get('a'))).toBe(1);
  });

  test('what was overwritten, removed or cleared counts no more', async () => {
    const control = controlledStore().open({ memory: { maxBytes: 10_000 } });
    const { cache, asked } = control;
    await cache.set('stays', kilobytes(4));
    for (let n = 0; n < 20; n++) {
      await cache.set('k', kilobytes(3));
      await cache.set('k', kilobytes(4));
      await cache.delete('k');
      await cache.namespace('n').set('k', kilobytes(4));
      await cache.namespace('n').clear();
    }
    control.isCoherent = false;
    expect(await asked(() => cache.get('stays'))).toBe(0);
  });

  test('a value read again is measured by its text, and stays one', async () => {
    const control = controlledStore().open({ memory: { maxBytes: 10_000 } });
    const { cache, asked } = control;
    for (const key of ['a', 'b']) await cache.set(key, { text: kilobytes(4) });
    for (let n = 0; n < 5; n++) await cache.getMany(['a', 'b']);
    control.isCoherent = false;
    expect(await asked(() => cache.getMany(['a', 'b']))).toBe(0);
  });

  test('by default it is 16 MiB', async () => {
    const control = controlledStore().open();
    const { cache, asked } = control;
    for (let n = 0; n < 5; n++) await cache.set(`k${n}`, kilobytes(4096));
    control.isCoherent = false;
    expect(await asked(() => cache.get('k0'))).toBe(1);
    expect(await asked(() => cache.get('k4'))).toBe(0);
  });
});

test('has and ttl of a value in memory do not copy it', async () => {
  const { cache } = controlledStore().open();
  await cache.set('k', new Map([['a', 1]]));
  const clone = vi.spyOn(globalThis, 'structuredClone');
  expect([await cache.has('k'), await cache.ttl('k')]).toEqual([true, 300]);
  expect(clone).not.toHaveBeenCalled();
  await cache.get('k');
  expect(clone).toHaveBeenCalledTimes(1);
  clone.mockRestore();
});

test('a large buffer that is read is not copied for memory, which does not hold it', async () => {
  const { open } = controlledStore();
  await open().cache.set('k', new Uint8Array(100_000));
  const { cache } = open();
  const clone = vi.spyOn(globalThis, 'structuredClone');
  await cache.get('k');
  expect(clone.mock.calls.length).toBeLessThanOrEqual(1);
  clone.mockRestore();
});

test('a clear of a namespace concerns what a walk is about to renew, under a keyFunction too', async () => {
  const { open } = controlledStore({
    keyFunction: (key, prefix, version) => `${key}|${version}|${prefix}`,
  });
  const control = open();
  const inside = control.cache.namespace('n');
  await inside.set('k', 'old');
  await inside.get('k');
  const { done, answer } = control.hold();
  const walked = inside.entries().next();
  await done;
  control.listener().changed({ ranges: [{ from: 'n:', to: 'n;' }] });
  answer();
  await walked;
  expect(await control.asked(() => inside.get('k'))).toBe(1);
});
