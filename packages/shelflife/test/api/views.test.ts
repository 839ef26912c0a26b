/** A cache inside reactive state, spied on, and views that are collected when nobody holds them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { reactive, readonly, ref } from '@vue/reactivity';
import { createCache, memoryStore, type UntypedCache } from 'shelflife';
import { proxy, snapshot } from 'valtio/vanilla';
import { describe, expect, test, vi } from 'vitest';

const WRAPPERS: Readonly<Record<string, (cache: UntypedCache) => UntypedCache>> = {
  "Vue's reactive": (cache) => reactive({ cache }).cache as UntypedCache,
  "Vue's reactive, of the cache itself": (cache) => reactive(cache) as UntypedCache,
  "Vue's readonly": (cache) => readonly({ cache }).cache as UntypedCache,
  "Vue's ref": (cache) => ref(cache).value as UntypedCache,
  "valtio's proxy": (cache) => proxy({ cache }).cache,
  "valtio's snapshot": (cache) => snapshot(proxy({ cache })).cache as UntypedCache,
  'a Proxy without traps': (cache) => new Proxy(cache, {}),
  'an object that inherits from it': (cache) => Object.create(cache) as UntypedCache,
  'a spread copy': (cache) => ({ ...cache }) as UntypedCache,
};

for (const [wrapper, wrap] of Object.entries(WRAPPERS))
  test(`a cache works through ${wrapper}`, async () => {
    const cache = createCache({ store: memoryStore() });
    await cache.set('roll', 101);
    const seen = wrap(cache);
    expect(await seen.get('roll')).toBe(101);
    expect(await seen.namespace('ns').getOrSet('roll', () => 7)).toBe(7);
    expect(await seen.withVersion(1).incr('roll')).toBe(102);
    expect(seen.backend).toBe('memory');
    const found: string[] = [];
    for await (const key of seen.keys()) found.push(key);
    expect(found).toEqual(['roll']);
    const heard: string[] = [];
    seen.addEventListener('error', ({ error }) => heard.push(error.code));
    expect(await seen.setMany({ bad: () => 1 })).toEqual(['bad']);
    expect(heard).toEqual(['data']);
    await seen[Symbol.asyncDispose]();
  });

describe('spying on a cache', () => {
  test('a method can be replaced and restored', async () => {
    const cache = createCache({ store: memoryStore() });
    await cache.set('k', 1);
    const get = vi.spyOn(cache, 'get');
    expect(await cache.get('k')).toBe(1);
    expect(get).toHaveBeenCalledExactlyOnceWith('k');
    get.mockResolvedValue('mocked');
    expect(await cache.get('k')).toBe('mocked');
    get.mockRestore();
    expect(await cache.get('k')).toBe(1);
  });

  test('the backend can be replaced', () => {
    const cache = createCache({ store: memoryStore() });
    vi.spyOn(cache, 'backend', 'get').mockReturnValue('indexeddb');
    expect(cache.backend).toBe('indexeddb');
  });
});

describe('a call that looks like one of map()', () => {
  test.each([
    ['an index that throws', { toString: () => fail() }, ['k']],
    ['an array that throws', 0, revoked()],
  ])('%s rejects, and does not throw', async (_, index, list) => {
    const cache = createCache({ store: memoryStore() });
    const call = cache.get('k', index, list as never);
    await expect(call).rejects.toThrow(TypeError);
  });

  test('an array in which the key is elsewhere is no set of options', async () => {
    const cache = createCache({ store: memoryStore() });
    await expect(cache.get('k', 0, ['other'] as never)).rejects.toThrow(TypeError);
  });
});

function fail(): never {
  throw new Error('converted');
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

test('a view that nobody holds is collected while its cache lives', async () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const cache = createCache({ store: memoryStore() });
  await cache.set('k', 1);
  const refs: WeakRef<object>[] = [];
  for (let user = 0; user < 100; user++) refs.push(new WeakRef(cache.namespace(`user:${user}`)));
  await vi.waitFor(() => {
    gc();
    expect(refs.filter((ref) => ref.deref()).length).toBeLessThan(5);
  });
  expect(await cache.get('k')).toBe(1);
});
