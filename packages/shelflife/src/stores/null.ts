/** A store that keeps nothing: Django's `DummyCache`. */
import { apply } from '../model/apply.js';
import type { EntryView } from '../model/entry-view.js';
import type { Outcome } from '../model/operation.js';
import type { Batch, Store, StoreSession } from '../model/store.js';

const nothing: EntryView = {
  load: () => undefined,
  save: () => {},
  remove: () => {},
  loadLease: () => undefined,
  saveLease: () => {},
  endLease: () => {},
};

const session: StoreSession = {
  backend: 'null',
  async execute({ now, operations }: Batch): Promise<Outcome[]> {
    return operations.map((operation) =>
      'key' in operation ? apply(nothing, operation, now) : { hit: false, value: 0 },
    );
  },
  size: async () => ({ entries: 0, bytes: 0 }),
  keys: async () => ({ keys: [] }),
  close: async () => {},
  destroy: async () => {},
};

/**
 * A store that keeps nothing: reads miss, `add` is always `true`, `incr` rejects, and every `getOrSet`
 * runs its own loader. Use it to switch a cache off, in tests and on servers.
 *
 * @example createCache({ store: import.meta.env.DEV ? nullStore() : undefined })
 */
export function nullStore(): Store {
  return { open: () => session };
}
