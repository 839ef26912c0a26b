/** Asks the database for nothing: does it answer at all? */
import { classify, stalled } from './failure.js';
import { PROBE } from './schema.js';
import { Watchdog } from './watchdog.js';

/** Reads an object store of its own, which nobody's lock on the entries holds up. */
export function probe(db: IDBDatabase, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const dog = new Watchdog(deadline, () => reject(stalled(deadline, false)));
    const settle = (error?: unknown) => {
      dog.stop();
      if (error) reject(classify(error));
      else resolve();
    };
    try {
      const request = db.transaction(PROBE, 'readonly').objectStore(PROBE).get(0);
      request.onsuccess = () => settle();
      request.onerror = () => settle(request.error);
    } catch (error) {
      settle(error);
    }
  });
}
