/** A store over two, with a primary store whose failures and recovery a test controls. */
import {
  CacheError,
  type CacheErrorCode,
  memoryStore,
  type Operation,
  type Store,
  type StoreListener,
  type StoreSession,
  type StoreSettings,
} from 'shelflife';
import { expect, test } from 'vitest';
import { failover } from '../../src/stores/failover.js';

const set: Operation = { type: 'set', key: 'k', value: 1, expires: Infinity };
const get: Operation = { type: 'get', key: 'k' };

interface Primary extends StoreSession {
  /** Makes calls fail with this code, after reporting `degraded`. */
  failsWith: CacheErrorCode | undefined;
  readonly listener: StoreListener;
}

function openPrimary(settings: StoreSettings): Primary {
  const session = memoryStore().open(settings);
  const { listener } = settings;
  const primary: Primary = {
    ...session,
    backend: 'custom',
    isCoherent: true,
    listener,
    failsWith: undefined,
    execute(batch) {
      const { failsWith } = primary;
      if (!failsWith) return session.execute(batch);
      const error = new CacheError(failsWith, 'primary failed');
      listener.degraded(error);
      return Promise.reject(error);
    },
  };
  return primary;
}

function setUp(substituteFor: () => Store | undefined) {
  const events: string[] = [];
  let primary: Primary | undefined;
  const open = (settings: StoreSettings) => {
    primary = openPrimary(settings);
    return primary;
  };
  const session: StoreSession = failover(open, substituteFor).open({
    name: 'n',
    durability: 'relaxed',
    deadline: 1000,
    maxEntries: Infinity,
    maxBytes: Infinity,
    cullFrequency: 3,
    now: () => 0,
    listener: {
      changed: (change) => events.push(`changed ${JSON.stringify(change)}`),
      failed: ({ message }) => events.push(`failed: ${message}`),
      degraded: ({ code }) => events.push(`degraded: ${code}, ${session.backend}`),
      restored: () => events.push('restored'),
    },
  });
  const execute = async (operation: Operation) => {
    const [outcome] = await session.execute({ now: 0, operations: [operation] });
    return outcome!;
  };
  return { session, primary: primary!, execute, events };
}

test('a call that fails as the primary degrades is done by the substitute', async () => {
  const { session, primary, execute, events } = setUp(memoryStore);
  expect([session.backend, session.isCoherent]).toEqual(['custom', true]);
  primary.failsWith = 'unavailable';
  await execute(set);
  expect(await execute(get)).toMatchObject({ hit: true, value: 1 });
  expect([session.backend, session.isCoherent]).toEqual(['memory', true]);
  expect(events).toEqual(['degraded: unavailable, memory']);
});

test('a write that may be committed is not done twice', async () => {
  const { primary, execute } = setUp(memoryStore);
  primary.failsWith = 'outcome-unknown';
  await expect(execute(set)).rejects.toMatchObject({ code: 'outcome-unknown' });
  expect(await execute(get)).toMatchObject({ hit: false });
});

test('when the primary is restored, the entries of the substitute are dropped', async () => {
  const memory = memoryStore();
  const { session, primary, execute, events } = setUp(() => memory);
  primary.failsWith = 'unavailable';
  await execute(set);
  primary.failsWith = undefined;
  primary.listener.restored();
  expect(session.backend).toBe('custom');
  expect(await execute(get)).toMatchObject({ hit: false });
  expect(events.slice(1)).toEqual(['changed {}', 'restored']);
  primary.failsWith = 'unavailable';
  expect(await execute(get)).toMatchObject({ hit: false });
});

test('without a substitute the primary’s failures are those of the store', async () => {
  const { session, primary, execute, events } = setUp(() => undefined);
  primary.failsWith = 'unavailable';
  await expect(execute(set)).rejects.toMatchObject({ code: 'unavailable' });
  expect(session.backend).toBe('custom');
  primary.listener.restored();
  expect(events).toEqual(['degraded: unavailable, custom', 'restored']);
});

test('close and destroy end both', async () => {
  for (const end of ['close', 'destroy'] as const) {
    const ended: string[] = [];
    const noted = (name: string, store: Store): Store => ({
      open: (settings) => ({
        ...store.open(settings),
        close: async () => void ended.push(`${name} closed`),
        destroy: async () => void ended.push(`${name} destroyed`),
      }),
    });
    const { session, primary, execute } = setUp(() => noted('substitute', memoryStore()));
    primary.close = async () => void ended.push('primary closed');
    primary.failsWith = 'unavailable';
    await execute(get);
    await session[end]();
    expect(ended).toEqual([
      'primary closed',
      `substitute ${end === 'close' ? 'closed' : 'destroyed'}`,
    ]);
  }
});
