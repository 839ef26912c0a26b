/** The public contract on a store that holds queued writes back for a while: other caches do not see them at once. */
import {
  type Batch,
  createCache,
  memoryStore,
  type Outcome,
  type Store,
  type StoreSession,
} from 'shelflife';
import { sessionContract, storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

interface Held {
  readonly batch: Batch;
  readonly settle: (outcomes: Promise<Outcome[]>) => void;
}

/** Sends batches on to `session` in their order: those that can wait a turn of the event loop later. */
class HoldingSession implements StoreSession {
  readonly backend = 'holding';
  readonly pipelined = true;
  readonly #session: StoreSession;
  #held: Held[] = [];

  constructor(session: StoreSession) {
    this.#session = session;
  }

  execute(batch: Batch): Promise<Outcome[]> {
    const outcomes = new Promise<Outcome[]>((settle) => this.#held.push({ batch, settle }));
    if (batch.canWait && !batch.isUrgent) setImmediate(() => this.flush());
    else this.flush();
    return outcomes;
  }

  flush(): void {
    for (const { batch, settle } of this.#held) settle(this.#session.execute(batch));
    this.#held = [];
  }

  keys(...page: Parameters<StoreSession['keys']>) {
    this.flush();
    return this.#session.keys(...page);
  }

  close(): Promise<void> {
    this.flush();
    return this.#session.close();
  }

  destroy(): Promise<void> {
    this.flush();
    return this.#session.destroy();
  }
}

function holdingStore(): Store {
  const memory = memoryStore();
  return { open: (settings) => new HoldingSession(memory.open(settings)) };
}

test('a queued entry is judged by the clock, though it is not committed yet', async () => {
  let now = 1_750_000_000_000;
  const cache = createCache({ store: holdingStore(), acknowledge: 'queued', now: () => now });
  await cache.get('k');
  await cache.set('k', 1, null);
  now -= 61_000;
  expect(await cache.get('k', 'miss')).toBe('miss');
});

const runner = { describe, test, expect };

sessionContract('a store that holds queued writes back', holdingStore, runner);
storeContract('a store that holds queued writes back', holdingStore, runner, {
  acknowledge: 'queued',
});
