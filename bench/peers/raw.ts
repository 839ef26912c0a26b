/** IndexedDB by hand, at its best: calls made at once share a transaction, with bare callbacks. */
import { type Opened, type Pair, type Peer, settled } from './peer.ts';

const STORE = 'entries';

export const raw: Peer = {
  name: 'raw IndexedDB',
  reopens: true,
  async open(name) {
    const request = indexedDB.open(`raw/${name}`);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    return over(await settled(request));
  },
};

function over(db: IDBDatabase): Opened {
  const getMany = (keys: readonly string[]) => readAll(db, keys);
  const setMany = (pairs: readonly Pair[]) => writing(db, (store) => putAll(store, pairs));
  const incr = (key: string, times = 1) => writing(db, (store) => addOnes(store, key, times));
  return {
    get: (key) => settled(begin(db, 'readonly').get(key)),
    set: (key, value) => writing(db, (store) => store.put(value, key)),
    getMany,
    setMany,
    incr: (key) => incr(key),
    has: (key) => settled(begin(db, 'readonly').getKey(key)),
    ttl: (key) => settled(begin(db, 'readonly').getKey(key)),
    keys: () => settled(begin(db, 'readonly').getAllKeys()),
    deleteMany: (keys) => writing(db, (store) => deleteAll(store, keys)),
    together: { get: getMany, set: setMany, incr },
    close: () => db.close(),
  };
}

function begin(db: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return db.transaction(STORE, mode, { durability: 'relaxed' }).objectStore(STORE);
}

function writing(db: IDBDatabase, work: (store: IDBObjectStore) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const store = begin(db, 'readwrite');
    store.transaction.oncomplete = () => resolve();
    store.transaction.onabort = () => reject(store.transaction.error);
    work(store);
  });
}

function readAll(db: IDBDatabase, keys: readonly string[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const store = begin(db, 'readonly');
    const values: unknown[] = new Array(keys.length);
    store.transaction.onabort = () => reject(store.transaction.error);
    let waiting = keys.length;
    keys.forEach((key, at) => {
      const request = store.get(key);
      request.onsuccess = () => {
        values[at] = request.result;
        if (--waiting === 0) resolve(values);
      };
    });
  });
}

function putAll(store: IDBObjectStore, pairs: readonly Pair[]): void {
  for (const [key, value] of pairs) store.put(value, key);
  store.transaction.commit();
}

function deleteAll(store: IDBObjectStore, keys: readonly string[]): void {
  for (const key of keys) store.delete(key);
  store.transaction.commit();
}

/** One read and one write for each call, as none knows of the others. */
function addOnes(store: IDBObjectStore, key: string, times: number): void {
  for (let n = 0; n < times; n++) {
    const request: IDBRequest<number> = store.get(key);
    request.onsuccess = () => store.put(request.result + 1, key);
  }
}
