/** A coherent store in memory that a test controls: it records what it is asked, and can delay answers. */
import {
  type Batch,
  type CacheError,
  type CacheOptions,
  createCache,
  memoryStore,
  type Outcome,
  type Store,
  type StoreListener,
  type UntypedCache,
} from 'shelflife';
import { Clock, gate } from '../../src/testing/fixture.js';

/** One cache with a memory tier, on entries that all seats at a table share. */
export interface Seat {
  readonly cache: UntypedCache;
  readonly errors: CacheError[];
  /** The batches that the store was given, oldest first. */
  readonly batches: Batch[];
  /** Through which the store notifies the cache. */
  readonly listener: () => StoreListener;
  /** Counts the operations that the store was given while `work` ran. */
  readonly asked: (work: () => Promise<unknown>) => Promise<number>;
  /** Applies the next batch at once, and answers it when `answer()` is called. */
  readonly hold: () => { readonly done: Promise<void>; readonly answer: () => void };
  /** Makes the next batches fail with what it returns, before anything is done. */
  fault: ((batch: Batch) => unknown) | undefined;
  /** Changes the outcomes of the next batches. */
  amend: ((outcomes: Outcome[]) => Outcome[]) | undefined;
  isCoherent: boolean;
}

/** Seats on one name, one memory and one clock. */
export function table(shared: CacheOptions = {}) {
  const memory = memoryStore();
  const clock = new Clock();
  const sit = (options: CacheOptions = {}): Seat =>
    seatAt(memory, { now: clock.read, ...shared, ...options });
  return { clock, sit };
}

function seatAt(memory: Store, options: CacheOptions): Seat {
  const batches: Batch[] = [];
  const errors: CacheError[] = [];
  let listener: StoreListener | undefined;
  let held: { readonly done: () => void; readonly answered: Promise<void> } | undefined;

  const store: Store = {
    open(settings) {
      const session = memory.open(settings);
      listener = settings.listener;
      return {
        backend: 'custom',
        get isCoherent() {
          return seat.isCoherent;
        },
        async execute(batch) {
          const hold = held;
          held = undefined;
          batches.push(batch);
          const error = seat.fault?.(batch);
          if (error) throw error;
          const outcomes = await session.execute(batch);
          hold?.done();
          await hold?.answered;
          return seat.amend?.(outcomes) ?? outcomes;
        },
        keys: (range) => session.keys(range),
        close: () => session.close(),
        destroy: () => session.destroy(),
      };
    },
  };

  const cache = createCache({ ...options, store });
  cache.addEventListener('error', ({ error }) => errors.push(error));
  const operations = () => batches.flatMap(({ operations }) => operations).length;
  const seat: Seat = {
    cache,
    errors,
    batches,
    fault: undefined,
    amend: undefined,
    isCoherent: true,
    listener: () => listener!,
    async asked(work) {
      const before = operations();
      await work();
      return operations() - before;
    },
    hold() {
      const done = gate<void>();
      const answered = gate<void>();
      held = { done: () => done.open(), answered: answered.promise };
      return { done: done.promise, answer: () => answered.open() };
    },
  };
  return seat;
}
