/** IndexedDB is unavailable. Each is sent to a page as text: it sees nothing around it. */

/** By what a page finds; to be run before its first cache. */
export const ABSENCES: Readonly<Record<string, () => void>> = {
  'no indexedDB at all': () => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  },
  'a getter that throws': () => {
    Object.defineProperty(globalThis, 'indexedDB', {
      get() {
        throw new DOMException('Access is denied', 'SecurityError');
      },
    });
  },
  'an open that fails': () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget() as IDBOpenDBRequest;
      Object.setPrototypeOf(request, IDBOpenDBRequest.prototype);
      const error = new DOMException('Internal error opening backing store', 'UnknownError');
      Object.defineProperty(request, 'error', { value: error });
      setTimeout(() => request.dispatchEvent(new Event('error')));
      return request;
    };
  },
  'an open that hangs': () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, version) {
      const request = open.call(this, name, version);
      const { addEventListener } = request;
      request.addEventListener = (type: string, ...rest: unknown[]) => {
        if (type !== 'success') Reflect.apply(addEventListener, request, [type, ...rest]);
      };
      return request;
    };
  },
};

/** What a page sees that uses the default store. */
export async function tryWithout() {
  const cache = window.shelflife.createCache({ name: 'absent', deadline: 1 });
  const events: string[] = [];
  cache.addEventListener('degraded', ({ error }) => events.push(`degraded ${error.code}`));
  cache.addEventListener('error', ({ error }) => events.push(`error ${error.code}`));
  const before = String(cache.backend);
  await cache.set('movie', 'The Manjhi', 30);
  await cache.set('roll', 101);
  const ttl = String(await cache.ttl('none'));
  const values = [await cache.get('movie'), await cache.incr('roll', 3), ttl];
  return { before, values, backend: cache.backend, events };
}

/** What `tryWithout` sees where memory has taken over. */
export const inMemory = {
  before: 'undefined',
  values: ['The Manjhi', 104, 'undefined'],
  backend: 'memory',
};

/** It is refused at first, and then can be had. */
export async function tryLater() {
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = () => {
    throw new DOMException('Access is denied', 'SecurityError');
  };
  const cache = window.shelflife.createCache({ name: 'late' });
  await cache.set('movie', 'in memory');
  const restored = new Promise((resolve) => cache.addEventListener('restored', resolve));
  IDBFactory.prototype.open = open;
  await restored;
  return [await cache.getOrSet('movie', () => 'loaded anew'), cache.backend];
}

/** It has worked, and then does no more. */
export async function tryNoMore() {
  const cache = window.shelflife.createCache({ name: 'truth', deadline: 1 });
  await cache.set('movie', 'on disk');
  IDBDatabase.prototype.transaction = () => {
    throw new DOMException('The database connection is closing.', 'InvalidStateError');
  };
  const code = await cache.set('movie', 'new').catch((error) => error.code);
  return [code, await cache.get('movie', 'miss'), cache.backend];
}
