/** What a test of sessions works on: a fresh name, a store, a clock that only the test moves. */
import type {
  Change,
  Entry,
  Failure,
  LeaseRequest,
  Operation,
  Outcome,
  Store,
  StoreSession,
  StoreSettings,
} from '../../store/index.js';
import { forget } from '../../store/index.js';
import { Clock, START } from '../fixture.js';
import type { Runner } from '../runner.js';

/** What the suite can be given besides a store. */
export interface SessionContractOptions {
  /**
   * Makes the store stop answering the sessions of a name, which are open, until the function that it
   * resolves to is called. Without it the tests of deadlines are left out.
   */
  readonly stall?: (name: string) => Promise<() => void>;
}

/** A session under test, with what it has reported. */
export interface OpenSession {
  readonly session: StoreSession;
  /** What the listener was told, oldest first. */
  readonly changes: Change[];
  readonly failures: Failure[];
  /** Executes the operations as one batch. */
  run(...operations: Operation[]): Promise<Outcome[]>;
  /** Whether a change of a key's entry was reported. */
  hasHeardOf(key: string): boolean;
  /** Whether the end of a key's lease was reported, or a change that ends it. */
  hasHeardOfLease(key: string): boolean;
}

export interface SessionFixture {
  readonly name: string;
  readonly clock: Clock;
  /** The session under test. */
  readonly first: OpenSession;
  /** Another session, on the same name and the same store object. */
  readonly open: (settings?: Partial<StoreSettings>) => OpenSession;
  readonly expect: Runner['expect'];
  readonly stall: SessionContractOptions['stall'];
}

/** `check(name, body)`: one test with a fixture of its own. */
export type SessionCheck = (name: string, body: (fixture: SessionFixture) => Promise<void>) => void;

let fixtures = 0;

/** The tests of one store: each has its own name, and destroys what it has opened. */
export function sessionChecker(
  makeStore: () => Store,
  { test, expect }: Runner,
  { stall }: SessionContractOptions = {},
): SessionCheck {
  return (title, body) => {
    test(title, async () => {
      const store = makeStore();
      const clock = new Clock();
      const name = `session-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}-${++fixtures}`;
      const opened: OpenSession[] = [];
      const open = (settings: Partial<StoreSettings> = {}) => {
        const session = openSession(store, clock, { name, ...settings });
        opened.push(session);
        return session;
      };
      const first = open();
      try {
        await body({ name, clock, first, open, expect, stall });
      } finally {
        for (const { session } of opened.slice(1)) await session.close();
        await first.run({ type: 'clear' });
        await first.session.destroy();
      }
    });
  };
}

function openSession(store: Store, clock: Clock, given: Partial<StoreSettings>): OpenSession {
  const changes: Change[] = [];
  const failures: Failure[] = [];
  const session = store.open({
    name: 'unnamed',
    durability: 'relaxed',
    deadline: 5_000,
    maxEntries: Infinity,
    maxBytes: Infinity,
    cullFrequency: 3,
    now: clock.read,
    listener: {
      changed: (change) => changes.push(change),
      failed: (failure) => failures.push(failure),
      degraded: (failure) => failures.push(failure),
      restored: () => {},
    },
    ...given,
  });
  return {
    session,
    changes,
    failures,
    run: (...operations) => session.execute({ now: clock.now, operations }),
    hasHeardOf: (key) => changes.some((change) => !change.isLease && concerns(change, key)),
    hasHeardOfLease: (key) => changes.some((change) => concerns(change, key)),
  };
}

function concerns(change: Change, key: string): boolean {
  const held = new Map([[key, {}]]);
  forget(held, change);
  return held.size === 0;
}

const never = { expires: Infinity };

/** Operations, with entries that never expire unless told otherwise. */
export const set = (key: string, value: unknown, more: Partial<Entry> = {}): Operation => ({
  type: 'set',
  key,
  value,
  ...never,
  ...more,
});
export const add = (key: string, value: unknown, read?: boolean): Operation => ({
  type: 'add',
  key,
  value,
  ...never,
  ...(read && { read }),
});
export const get = (key: string): Operation => ({ type: 'get', key });
export const has = (key: string): Operation => ({ type: 'has', key });
export const remove = (key: string): Operation => ({ type: 'delete', key });
export const incr = (key: string, delta: number | bigint = 1): Operation => ({
  type: 'incr',
  key,
  delta,
});

/** When the term of each lease ends. */
export const TERM = START + 30_000;

/** Asks for a lease of `token of ${holder}`. */
export const lease = (
  key: string,
  holder: string,
  { address, ...request }: Partial<LeaseRequest> & { readonly address?: string } = {},
): Operation => ({
  type: 'lease',
  key,
  address,
  lease: { token: `token of ${holder}`, holder, until: TERM, address },
  ...request,
});
/** Stores under the token of a lease that `holder` has made. */
export const fulfil = (
  key: string,
  holder: string,
  value: unknown,
  more: Partial<Entry> = {},
): Operation => ({ type: 'fulfil', key, token: `token of ${holder}`, value, ...never, ...more });
/** Gives up a lease that `holder` has made. */
export const release = (key: string, holder: string, hasFailed = false): Operation => ({
  type: 'release',
  key,
  lease: { token: `token of ${holder}`, holder, until: TERM },
  hasFailed,
});

/** All keys of a range, page by page. */
export async function pagesOf(
  session: StoreSession,
  limit: number,
  range?: { readonly from: string; readonly to: string },
): Promise<(readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  let after: string | undefined;
  do {
    const page = await session.keys(range, after, limit);
    pages.push(page.keys);
    after = page.next;
  } while (after !== undefined);
  return pages;
}
