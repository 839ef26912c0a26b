/**
 * IndexedDB by hand that does a cache's work: values as JSON text, in records with a time of writing and
 * of expiry, indexed by both, in a store with a key path. What Shelflife takes beyond it is its own.
 */
import { type Opened, type Pair, type Peer, settled } from './peer.ts';

const STORE = 'entries';
const LIFETIME = 300_000;

interface TextRecord {
  readonly key: string;
  readonly text: string;
  readonly written: number;
  readonly expires: number;
}

export const rawText: Peer = {
  name: 'raw IndexedDB, same work',
  reopens: true,
  async open(name) {
    const request = indexedDB.open(`raw-text/${name}`);
    request.onupgradeneeded = () => {
      const entries = request.result.createObjectStore(STORE, { keyPath: 'key' });
      for (const index of ['written', 'expires']) entries.createIndex(index, index);
    };
    return over(await settled(request));
  },
};

function over(db: IDBDatabase): Opened {
  const getMany = (keys: readonly string[]) => readAll(begin(db, 'readonly'), keys);
  const setMany = (pairs: readonly Pair[]) => writeAll(begin(db, 'readwrite'), pairs);
  return {
    get: (key) => settled<TextRecord>(begin(db, 'readonly').get(key)).then(decoded),
    set: (key, value) => setMany([[key, value]]),
    getMany,
    setMany,
    together: { get: getMany, set: setMany, incr: () => undefined },
    close: () => db.close(),
  };
}

function begin(db: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return db.transaction(STORE, mode, { durability: 'relaxed' }).objectStore(STORE);
}

function readAll(entries: IDBObjectStore, keys: readonly string[]): Promise<unknown[]> {
  const requests = keys.map((key): IDBRequest<TextRecord> => entries.get(key));
  return new Promise((resolve, reject) => {
    entries.transaction.onabort = () => reject(entries.transaction.error);
    // Requests are answered in order.
    requests.at(-1)!.onsuccess = () => resolve(requests.map(({ result }) => decoded(result)));
  });
}

function writeAll(entries: IDBObjectStore, pairs: readonly Pair[]): Promise<void> {
  for (const [key, value] of pairs) entries.put(toRecord(key, value));
  entries.transaction.commit();
  return new Promise((resolve, reject) => {
    entries.transaction.oncomplete = () => resolve();
    entries.transaction.onabort = () => reject(entries.transaction.error);
  });
}

function toRecord(key: string, value: unknown): TextRecord {
  const written = Date.now();
  return { key, text: JSON.stringify(value), written, expires: written + LIFETIME };
}

function decoded({ text }: TextRecord): unknown {
  return JSON.parse(text);
}
