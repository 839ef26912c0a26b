/** Dexie: `bulkGet` and `bulkPut`, keys beside the values, no index. */
import { Dexie, type Table } from 'dexie';
import type { Peer } from './peer.ts';

export const dexie: Peer = {
  name: 'Dexie',
  reopens: true,
  open(name) {
    const db = new Dexie(`dexie/${name}`);
    db.version(1).stores({ entries: '' });
    const entries: Table<unknown, string> = db.table('entries');
    return {
      get: (key) => entries.get(key),
      set: (key, value) => entries.put(value, key),
      getMany: (keys) => entries.bulkGet([...keys]),
      setMany: (pairs) =>
        entries.bulkPut(
          pairs.map(([, value]) => value),
          pairs.map(([key]) => key),
        ),
      incr: (key) =>
        db.transaction('rw', entries, async () =>
          entries.put(Number(await entries.get(key)) + 1, key),
        ),
      has: async (key) => (await entries.where(':id').equals(key).count()) > 0,
      keys: () => entries.toCollection().primaryKeys(),
      deleteMany: (keys) => entries.bulkDelete([...keys]),
      close: () => db.close(),
    };
  },
};
