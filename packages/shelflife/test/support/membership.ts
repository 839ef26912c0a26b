/** A place among the sessions of a database, with a listener of the test's own. */
import 'fake-indexeddb/auto';
import type { Change } from '../../src/model/change.js';
import { Membership } from '../../src/stores/indexeddb/shared-database.js';

/** Opens the database, and calls `onChange` with what others change until `end()`. */
export async function joinDatabase(
  name: string,
  onChange: (change: Change) => void,
): Promise<Membership> {
  const membership = new Membership(
    {
      name,
      durability: 'relaxed',
      deadline: 1000,
      maxEntries: Infinity,
      maxBytes: Infinity,
      cullFrequency: 3,
      now: () => 0,
      listener: { changed: onChange, failed() {}, degraded() {}, restored() {} },
    },
    Infinity,
    { hasOpened: false },
  );
  await membership.use(async () => {});
  return membership;
}
