/** A coherent store in memory, driven by hand: what it is asked is seen, and its answers can wait. */
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
import { Clock, gate } from '../src/testing/bench.js';

/** One cache with a tier, and its own way to the entries that all seats at a table share. */
export interface Seat {
  readonly cache: UntypedCache;
  readonly errors: CacheError[];
  /** The batches that the store was asked, oldest first. */
  readonly batches: Batch[];
  /** What the store tells the cache of its own accord. */
  readonly listener: () => StoreListener;
  /** How many operations the store was asked while `work` ran. */
  readonly asked: (work: () => Promise<unknown>) => Promise<number>;
  /** The next batch is done at once, and answered when the function that this resolves to is called. */
  readonly hold: () => { readonly done: Promise<void>; readonly answer: () => void };
  /** What the next batches fail with, before anything is done. */
  fault: ((batch: Batch) => unknown) | undefined;
  /** What is made of the next batches' outcomes. */
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
