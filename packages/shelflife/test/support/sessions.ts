/** Sessions of stores without a cache, with what they have reported. */
import type {
  Change,
  Failure,
  Operation,
  Outcome,
  Store,
  StoreSession,
  StoreSettings,
} from 'shelflife/store';
import { START } from '../../src/testing/fixture.js';

export interface ReportingSession {
  readonly session: StoreSession;
  readonly changes: Change[];
  readonly failures: Failure[];
  /** Executes the operations as one batch. */
  run(...operations: Operation[]): Promise<Outcome[]>;
}

/** A session without a bound, that gives up after 5 s without progress. */
export function openSession(
  store: Store,
  name: string,
  now = () => START,
  settings: Partial<StoreSettings> = {},
): ReportingSession {
  const changes: Change[] = [];
  const failures: Failure[] = [];
  const session = store.open({
    name,
    durability: 'relaxed',
    deadline: 5_000,
    maxEntries: Infinity,
    maxBytes: Infinity,
    cullFrequency: 3,
    ...settings,
    now,
    listener: {
      changed: (change) => changes.push(change),
      failed: (failure) => failures.push(failure),
      degraded: (failure) => failures.push(failure),
      restored() {},
    },
  });
  const run = (...operations: Operation[]) => session.execute({ now: now(), operations });
  return { session, changes, failures, run };
}
