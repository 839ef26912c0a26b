/** The tier is coherent: what anybody has changed is never answered from memory as it was before. */
import { describe, expect, test } from 'vitest';
import type { UntypedCache } from '../../src/index.js';
import { gate } from '../../src/testing/fixture.js';
import { type ControlledCache, controlledStore } from '../support/controlled-store.js';

/** What somebody else does to `k`, and to its neighbours. */
const CHANGES: Readonly<Record<string, (other: UntypedCache) => Promise<unknown>>> = {
  set: (other) => other.set('k', 2, 60),
  'set that expires at once': (other) => other.set('k', 2, 0),
  setMany: (other) => other.setMany({ a: 1, k: 2, b: 3 }),
  touch: (other) => other.touch('k', 99),
  incr: (other) => other.incr('k'),
  delete: (other) => other.delete('k'),
  deleteMany: (other) => other.deleteMany(['a', 'k']),
  'delete and add': (other) => Promise.all([other.delete('k'), other.add('k', 2)]),
  'move away': (other) => other.incrVersion('k'),
  'move onto it': async (other) => {
    await other.set('k', 2, { version: 0 });
    await other.incrVersion('k', 1, { version: 0 });
  },
  clear: (other) => other.clear(),
  destroy: (other) => other.destroy(),
};

/** The cache answers what one without a tier does. */
async function expectTruth(control: ControlledCache, truth: UntypedCache): Promise<void> {
  for (let n = 0; n < 2; n++) {
    expect(await control.cache.get('k', 'miss')).toBe(await truth.get('k', 'miss'));
    expect(await control.cache.ttl('k')).toBe(await truth.ttl('k'));
    expect(await control.cache.has('k', { version: 2 })).toBe(await truth.has('k', { version: 2 }));
  }
}

function openCaches() {
  const { open, clock } = controlledStore();
  const control = open();
  return {
    control,
    cache: control.cache,
    other: open().cache,
    truth: open({ memory: false }).cache,
    clock,
  };
}

describe('changes by others', () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    test(`${what} is seen where the entry was held`, async () => {
      const { control, cache, other, truth } = openCaches();
      await cache.set('k', 1, 30);
      await change(other);
      await expectTruth(control, truth);
    });

    test(`${what} while a read is under way: what that found is not held`, async () => {
      const { control, cache, other, truth } = openCaches();
      await other.set('k', 1, 30);
      const { done, answer } = control.hold();
      const read = cache.get('k');
      await done;
      await change(other);
      answer();
      expect(await read).toBe(1);
      await expectTruth(control, truth);
    });

    test(`${what} between a set's commit and its answer: what was set is not held`, async () => {
      const { control, cache, other, truth } = openCaches();
      const { done, answer } = control.hold();
      const written = cache.set('k', 1, 30);
      await done;
      await change(other);
      answer();
      await written;
      await expectTruth(control, truth);
    });

    test(`${what} between an add's commit and its answer: what was added is not held`, async () => {
      const { control, cache, other, truth } = openCaches();
      const { done, answer } = control.hold();
      const added = cache.add('k', 1, 30);
      await done;
      await change(other);
      answer();
      expect(await added).toBe(true);
      await expectTruth(control, truth);
    });

    test(`${what} between the storing of what was loaded and its answer`, async () => {
      const { control, cache, other, truth } = openCaches();
      const loading = gate<void>();
      const loaded = gate<number>();
      const got = cache.getOrSet('k', () => {
        loading.open();
        return loaded.promise;
      });
      await loading.promise;
      const { done, answer } = control.hold();
      loaded.open(1);
      await done;
      await change(other);
      answer();
      expect(await got).toBe(1);
      await expectTruth(control, truth);
    });
  }

  test('a read made after the change is held, whatever an earlier one finds later', async () => {
    const { control, cache, other } = openCaches();
    await other.set('k', 'old');
    const { done, answer } = control.hold();
    const early = cache.get('k');
    await done;
    await other.set('k', 'new');
    expect(await cache.get('k')).toBe('new');
    answer();
    expect(await early).toBe('old');
    expect(await control.asked(async () => expect(await cache.get('k')).toBe('new'))).toBe(0);
  });

  test('changes of other keys leave what is held, and what is under way', async () => {
    const { control, cache, other } = openCaches();
    await other.setMany({ k: 1, l: 1 });
    await cache.get('l');
    const { done, answer } = control.hold();
    const read = cache.get('k');
    await done;
    await other.set('m', 2);
    await other.set('k', 2, { version: 2 });
    await other.namespace('k').clear();
    answer();
    await read;
    expect(await control.asked(() => cache.getMany(['k', 'l']))).toBe(0);
  });

  test("a cull's victims are not held", async () => {
    const { open } = controlledStore();
    const control = open();
    const small = open({ maxEntries: 3, cullFrequency: 1 }).cache;
    await control.cache.setMany({ k: 1, l: 1 });
    await small.setMany({ x: 1, y: 1, z: 1 });
    expect({ ...(await control.cache.getMany(['k', 'l', 'z'])) }).toEqual({ z: 1 });
  });
});

describe('ranges', () => {
  const keyFunction = (key: string, prefix: string, version: number) =>
    `${key}|${version}|${prefix}`;

  for (const [what, options] of Object.entries({
    'built-in keys': {},
    'a keyFunction': { keyFunction },
  })) {
    test(`clear of a namespace drops it and those nested in it, with ${what}`, async () => {
      const { open } = controlledStore(options);
      const control = open();
      const { cache } = control;
      const views = [cache.namespace('a'), cache.namespace('a').namespace('b').withVersion(2)];
      const others = [cache, cache.namespace('aa'), cache.namespace('b')];
      for (const view of [...views, ...others]) await view.set('k', 1);
      await open().cache.namespace('a').clear();
      for (const view of views) expect(await view.get('k', 'miss')).toBe('miss');
      const reads = () => Promise.all(others.map((view) => view.get('k')));
      expect(await control.asked(reads)).toBe(0);
    });

    test(`clear of a namespace while its reads are under way, with ${what}`, async () => {
      const { open } = controlledStore(options);
      const control = open();
      const other = open().cache;
      const view = control.cache.namespace('a').namespace('b');
      await other.namespace('a').namespace('b').set('k', 1);
      await other.set('k', 1);
      const { done, answer } = control.hold();
      const reads = [view.get('k'), control.cache.get('k')];
      await done;
      await other.namespace('a').clear();
      answer();
      expect(await Promise.all(reads)).toEqual([1, 1]);
      expect(await view.get('k', 'miss')).toBe('miss');
      expect(await control.asked(() => control.cache.get('k'))).toBe(0);
    });
  }

  test("clear of a namespace between a set's commit and its answer", async () => {
    const { open } = controlledStore();
    const control = open();
    const other = open().cache;
    const view = control.cache.namespace('a');
    const { done, answer } = control.hold();
    const written = view.set('k', 1);
    await done;
    await other.namespace('a').clear();
    answer();
    await written;
    expect(await view.get('k', 'miss')).toBe('miss');
  });
});

describe('changes of its own', () => {
  for (const [what, change] of Object.entries(CHANGES)) {
    test(`${what}, un-awaited, is seen by the next read`, async () => {
      const { control, cache, truth } = openCaches();
      await cache.set('k', 1, 30);
      const changed = change(cache);
      const [value, left] = await Promise.all([cache.get('k', 'miss'), cache.ttl('k'), changed]);
      if (what === 'move onto it') await changed;
      else expect([value, left]).toEqual([await truth.get('k', 'miss'), await truth.ttl('k')]);
      await expectTruth(control, truth);
    });

    test(`${what} while a read is under way: what that found is not held`, async () => {
      const { control, cache, truth } = openCaches();
      await truth.set('k', 1, 30);
      const { done, answer } = control.hold();
      const read = cache.get('k');
      await done;
      const changed = change(cache);
      await truth.get('k');
      answer();
      expect(await read).toBe(1);
      await changed;
      await expectTruth(control, truth);
    });
  }

  test('calls act in their order, whatever is held', async () => {
    const { cache } = openCaches();
    await cache.set('k', 1);
    await cache.get('k');
    const answers = await Promise.all([
      cache.get('k'),
      cache.incr('k'),
      cache.get('k'),
      cache.set('k', 10),
      cache.get('k'),
      cache.add('k', 20),
      cache.get('k'),
      cache.delete('k'),
      cache.get('k', 'miss'),
      cache.add('k', 30),
      cache.get('k'),
      cache.clear(),
      cache.get('k', 'miss'),
    ]);
    const expected = [1, 2, 2, undefined, 10, false, 10, true, 'miss', true, 30, undefined, 'miss'];
    expect(answers).toEqual(expected);
  });

  test('a read that an un-awaited count concerns joins its batch', async () => {
    const { control, cache } = openCaches();
    await cache.set('k', 1);
    await Promise.all([cache.incr('k'), cache.get('k')]);
    expect(control.batches.at(-1)!.operations.map(({ type }) => type)).toEqual(['incr', 'get']);
  });

  test('a read that no write concerns is answered while one hangs', async () => {
    const { control, cache } = openCaches();
    await cache.set('k', 1);
    const { done, answer } = control.hold();
    const hanging = cache.set('l', 1);
    await done;
    expect(await cache.get('k')).toBe(1);
    answer();
    await hanging;
  });

  test('of two sets of one key the later one is held', async () => {
    const { control, cache } = openCaches();
    const { done, answer } = control.hold();
    const first = cache.set('k', 1);
    await done;
    const second = cache.set('k', 2);
    answer();
    await Promise.all([first, second]);
    expect(await control.asked(async () => expect(await cache.get('k')).toBe(2))).toBe(0);
  });

  test('a read that went down with a write is run again, and held', async () => {
    const { control, cache, other } = openCaches();
    await other.set('k', 1);
    control.fault = ({ operations }) => operations.length > 1 && new Error('full');
    const [read] = await Promise.allSettled([cache.get('k'), cache.set('l', 1)]);
    expect(read).toMatchObject({ value: 1 });
    expect(await control.asked(() => cache.get('k'))).toBe(0);
  });
});

describe('what is lost from the tier', () => {
  test('loses no write that is under way', async () => {
    const { control, cache } = openCaches();
    await cache.set('k', 1);
    const { done, answer } = control.hold();
    const written = cache.set('k', 2);
    await done;
    control.listener().changed({});
    const read = cache.get('k');
    answer();
    await written;
    expect(await read).toBe(2);
  });

  test('comes back with the next read', async () => {
    const { control, cache } = openCaches();
    await cache.set('k', 1);
    for (const change of [{}, { keys: [':1:k'] }, { ranges: [{ from: ':1:', to: ':1;' }] }]) {
      expect(await control.asked(() => cache.get('k'))).toBe(0);
      control.listener().changed(change);
      expect(await control.asked(() => cache.get('k'))).toBe(1);
    }
  });

  test('goes when the cache closes, and what is under way with it', async () => {
    const { control, cache, other } = openCaches();
    await cache.set('k', 1);
    const { done, answer } = control.hold();
    const read = cache.get('l');
    await done;
    const closed = cache.close();
    answer();
    await Promise.all([read, closed]);
    // Nobody tells a cache that is closed.
    await other.set('k', 2);
    expect(await cache.get('k')).toBe(2);
  });
});
