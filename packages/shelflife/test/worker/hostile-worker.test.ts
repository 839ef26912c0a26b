/** Messages of any shape between a page and its worker: both sides stay alive, and go on working. */
import 'fake-indexeddb/auto';
import { expose, type Remote, wrap } from 'comlink';
import fc from 'fast-check';
import { CacheError, createCache, type UntypedCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectWorker } from '../../src/worker/connection.js';
import { type Host, type Notice, PROTOCOL } from '../../src/worker/protocol.js';
import { anything } from '../support/anything.js';
import { InThread, startServing } from '../support/in-thread.js';
import { expectNothingUncaught, uncaught } from '../support/uncaught.js';

/** What a call over the port is made of, by Comlink; `id` is any but those of calls under way. */
const callOf = (method: fc.Arbitrary<unknown>, given: fc.Arbitrary<unknown>) =>
  fc.record(
    {
      id: fc.oneof(fc.integer({ min: 1 }), anything),
      type: fc.constantFrom('APPLY', 'GET', 'CONSTRUCT', 'ENDPOINT', 'HANDLER', 'RAW', 'nothing'),
      path: fc.oneof(
        method.map((name) => [name]),
        fc.array(method),
        anything,
      ),
      argumentList: given,
    },
    { requiredKeys: ['type'] },
  );

const METHODS = ['hello', 'ping', 'open', 'execute', 'keys', 'flush', 'close'];

const wire = (value: fc.Arbitrary<unknown>) =>
  fc.record({ type: fc.constant('RAW'), value: fc.oneof(value, anything) });

/** Sessions that the page has not, as the one it has is its own to spoil. */
const session = fc.oneof(
  fc.integer({ min: 900 }),
  anything.filter((id) => id !== 1),
);

const given = fc.oneof(
  fc.array(wire(anything), { maxLength: 3 }),
  fc
    .tuple(wire(session), wire(anything), wire(anything))
    .map(([first, ...rest]) => [{ ...first, value: first.value === 1 ? 0 : first.value }, ...rest]),
);

const method = fc.oneof(fc.constantFrom(...METHODS), fc.constantFrom('__proto__', 'constructor'));

expectNothingUncaught();

/** Resolves when all that was sent over the ports of this thread before has come. */
async function turns(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise((resume) => setImmediate(resume));
}

describe('a worker that is greeted', () => {
  test('ignores whatever is no greeting of ours', async () => {
    const { scope } = startServing();
    const nobody = { postMessage: () => {}, addEventListener: () => {} };
    const port = fc.oneof(anything, fc.constant(nobody));
    const greeting = fc.oneof(
      anything,
      fc.record({ shelflife: anything, port }, { requiredKeys: [] }),
      fc.record({ shelflife: fc.constant('serve'), port }),
    );
    fc.assert(
      fc.property(greeting, (data) => {
        scope.dispatchEvent(Object.assign(new Event('message'), { data }));
      }),
      { numRuns: 1000 },
    );
    await turns();
    expect(uncaught).toEqual([]);
  });

  test('answers nobody who greets it in another name', async () => {
    const { scope } = startServing();
    const answers: unknown[] = [];
    for (const shelflife of ['Serve', 'serves', 1, true, undefined, ['serve']]) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => answers.push(data);
      const data = { shelflife, port: port2 };
      scope.dispatchEvent(Object.assign(new Event('message'), { data }));
      port1.postMessage({ id: '1', type: 'APPLY', path: ['hello'], argumentList: [] });
      await turns();
      port1.close();
    }
    expect(answers).toEqual([]);
  });
});

describe("a worker's port", () => {
  let page: MessagePort;
  let host: Remote<Host>;
  let cache: UntypedCache;

  beforeEach(async () => {
    const worker = startServing();
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ port: port2, ...{ shelflife: 'serve' } });
    page = port1;
    host = wrap<Host>(page);
    // Beside it the page has a cache on the same worker.
    cache = createCache({
      name: 'hostile port',
      store: workerStore({ worker: worker as unknown as Worker }),
      memory: false,
    });
  });

  afterEach(async () => {
    page.close();
    await cache.destroy();
  });

  /** The worker still answers there, and beside it. */
  async function expectAlive(): Promise<void> {
    expect(await host.hello()).toBe(PROTOCOL);
    await cache.set('k', 1);
    expect(await cache.incr('k')).toBe(2);
    expect(await cache.delete('k')).toBe(true);
  }

  test('survives calls of any shape', async () => {
    const ahead = fc.record({ ahead: fc.oneof(fc.nat(), anything), value: anything });
    const messages = fc.array(fc.oneof(callOf(method, given), ahead), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(messages, async (messages) => {
        for (const one of messages) page.postMessage(one);
        await turns();
        await expectAlive();
      }),
      { numRuns: 200 },
    );
    expect(uncaught).toEqual([]);
  }, 60_000);

  test('survives operations of any shape in a session of its own', async () => {
    const settings = {
      deadline: 500,
      maxEntries: 100,
      maxBytes: Infinity,
      cullFrequency: 3,
      hasOpened: false,
    };
    await host.open(900, { name: 'hostile batches', durability: 'relaxed', ...settings });
    const types = ['get', 'has', 'set', 'add', 'touch', 'incr', 'delete', 'move', 'clear', 'other'];
    const operation = fc.record(
      {
        type: fc.constantFrom(...types),
        key: fc.oneof(fc.constant('k'), anything),
        value: anything,
        expires: fc.oneof(fc.constant(Infinity), anything),
        delta: anything,
        to: anything,
        ranges: anything,
      },
      { requiredKeys: ['type'] },
    );
    const batch = fc.record({ now: fc.oneof(fc.nat(), anything), operations: fc.array(operation) });
    await fc.assert(
      fc.asyncProperty(fc.oneof(batch, anything), async (batch) => {
        await host.execute(900, batch as never).catch(() => {});
        await host.execute(900, batch as never, [0, 1]).catch(() => {});
        await host.keys(900, batch as never, batch as never, batch as never).catch(() => {});
        await expectAlive();
      }),
      { numRuns: 60 },
    );
    await turns();
    expect(uncaught).toEqual([]);
  }, 60_000);

  test('refuses what did not come ahead of its batch', async () => {
    const settings = {
      deadline: 500,
      maxEntries: 100,
      maxBytes: Infinity,
      cullFrequency: 3,
      hasOpened: false,
    };
    await host.open(900, { name: 'hostile parcels', durability: 'relaxed', ...settings });
    const set = (key: string) => ({ type: 'set', key, value: 1, expires: Infinity }) as const;
    const add = { ...set('b'), type: 'add' } as const;
    const now = Date.now();
    await host.execute(900, { now, operations: [set('a')] });
    page.postMessage({ ahead: 3 });
    page.postMessage({ place: 0, value: 'came' });
    const operations = [set('c'), set('a'), add, set('d')];
    const { value } = await host.execute(900, { now, operations }, [0, 1, 2]);
    expect(value!.map(({ error }) => error?.code)).toEqual([undefined, 'data', 'data', undefined]);
    const reads = ['a', 'b', 'c', 'd'].map((key) => ({ type: 'get', key }) as const);
    const found = await host.execute(900, { now, operations: reads });
    expect(found.value!.map((one) => one.value)).toEqual([undefined, undefined, 'came', 1]);
    await host.close(900);
  });
});

describe("a page's port", () => {
  const answer = fc.record(
    {
      id: fc.oneof(fc.string(), anything),
      type: fc.oneof(fc.constantFrom('RAW', 'HANDLER'), anything),
      name: fc.oneof(fc.constantFrom('throw', 'proxy'), anything),
      value: anything,
    },
    { requiredKeys: [] },
  );

  test('survives unsolicited answers and notices of unknown sessions', async () => {
    const worker = new InThread();
    const heard: Notice[] = [];
    const host: Pick<Host, 'hello' | 'ping' | 'open'> = {
      hello: () => PROTOCOL,
      ping: () => {},
      open: () => {},
    };
    worker.scope.addEventListener('message', () => expose(host, worker.port!));
    const disconnected: string[] = [];
    const connection = await connectWorker(worker as unknown as Worker, 5000, () =>
      disconnected.push('disconnected'),
    );
    const settings = { name: 'hostile', durability: 'relaxed', deadline: 5000 } as const;
    const bounds = { maxEntries: 100, maxBytes: Infinity, cullFrequency: 3, hasOpened: false };
    const id = await connection.open({ ...settings, ...bounds }, (notice) => heard.push(notice));
    // `null` stands for a lost message, which ends the connection; in Node `undefined` arrives as `null`.
    const isMessage = (data: unknown) => data !== null && data !== undefined;
    const message = fc.oneof(answer, anything).filter(isMessage);
    const messages = fc.array(message, { maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(messages, async (messages) => {
        for (const message of messages) worker.port!.postMessage(message);
        expect(await connection.call((host) => host.hello(), 5000)).toBe(PROTOCOL);
      }),
      { numRuns: 300 },
    );
    expect(heard.filter(({ session }) => session !== id)).toEqual([]);
    expect(disconnected).toEqual([]);
    expect(uncaught).toEqual([]);
    connection.disconnect('the test is over');
  }, 60_000);

  /** A cache that is told things by its worker, on the first session of that. */
  async function tellable() {
    const worker = startServing();
    const store = workerStore({ worker: worker as unknown as Worker });
    const cache = createCache({ name: 'hostile notices', store, deadline: 1 });
    await cache.set('k', 1);
    return { cache, tell: (notice: object) => worker.port!.postMessage({ session: 1, ...notice }) };
  }

  test('changes of any shape from the worker leave entries correct', async () => {
    const { cache, tell } = await tellable();
    const change = fc.oneof(fc.record({ keys: anything, ranges: anything }), anything);
    await fc.assert(
      fc.asyncProperty(fc.array(change), async (changes) => {
        for (const changed of changes) tell({ changed });
        await turns();
        expect(await cache.get('k')).toBe(1);
        await cache.set('l', 2);
        expect(await cache.get('l')).toBe(2);
      }),
      { numRuns: 150 },
    );
    expect(uncaught).toEqual([]);
    await cache.destroy();
  }, 60_000);

  /** As the codec writes them, and then not. */
  const plainText = fc.oneof(fc.string(), fc.integer(), fc.constant(undefined));

  test('failures with any text that the worker reports become events', async () => {
    const { cache, tell } = await tellable();
    const errors: unknown[] = [];
    for (const type of ['error', 'degraded'] as const)
      cache.addEventListener(type, ({ error }) => errors.push(error));
    const cause = fc.record({ name: plainText, message: plainText, isDOMException: fc.boolean() });
    const failure = fc.record(
      { code: plainText, message: plainText, key: plainText, cause },
      { requiredKeys: [] },
    );
    let told = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(failure), async (failures) => {
        for (const failed of failures) tell({ failed });
        for (const degraded of failures) tell({ degraded });
        tell({ restored: true });
        await turns();
        told += failures.length * 2;
        expect(errors.length).toBe(told);
        expect(await cache.get('k')).toBe(1);
      }),
      { numRuns: 100 },
    );
    expect(errors.filter((error) => !(error instanceof CacheError))).toEqual([]);
    expect(uncaught).toEqual([]);
    await cache.destroy();
  }, 60_000);

  test('failures of any shape that the worker reports throw nowhere', async () => {
    const { cache, tell } = await tellable();
    const notice = fc.record({ failed: anything, degraded: anything }, { requiredKeys: [] });
    const odd = { toString: 1, valueOf: 1 };
    for (const failed of [{ message: odd }, { cause: { message: odd } }, { cause: odd }])
      tell({ failed });
    await fc.assert(
      fc.asyncProperty(fc.array(notice), async (notices) => {
        for (const one of notices) tell(one);
        await turns();
        expect(await cache.get('k')).toBe(1);
      }),
      { numRuns: 100 },
    );
    await cache.destroy();
    expect(uncaught).toEqual([]);
  }, 60_000);

  test('malformed answers to calls are reported as failures of the store', async () => {
    const reply = fc.oneof(
      anything,
      fc.record({ value: anything, error: anything, backend: anything }, { requiredKeys: [] }),
    );
    await fc.assert(
      fc.asyncProperty(reply, async (reply) => {
        const worker = new InThread();
        const host = {
          hello: () => PROTOCOL,
          ping: () => {},
          open: () => {},
          close: () => {},
          execute: () => reply,
          keys: () => reply,
        };
        worker.scope.addEventListener('message', () => expose(host, worker.port!));
        const store = workerStore({ worker: worker as unknown as Worker });
        const cache = createCache({ name: 'hostile answers', store, deadline: 1 });
        const settled = await Promise.allSettled([cache.get('k'), cache.set('k', 1)]);
        expect(settled[0].status).toBe('fulfilled');
        if (settled[1].status === 'rejected') expect(settled[1].reason).toBeInstanceOf(CacheError);
        expect(() => cache.backend).not.toThrow();
        await cache.close().catch(() => {});
      }),
      { numRuns: 200 },
    );
    expect(uncaught).toEqual([]);
  }, 60_000);
});
