/** A store in memory that a test controls: it records what it is asked, and can fail or answer late. */
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

/** A cache with a memory tier, and the controls of its store. */
export interface ControlledCache {
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

/** Opens caches on one name, one memory and one clock. */
export function controlledStore(shared: CacheOptions = {}) {
  const memory = memoryStore();
  const clock = new Clock();
  const open = (options: CacheOptions = {}): ControlledCache =>
    openCache(memory, { now: clock.read, ...shared, ...options });
  return { clock, open };
}

function openCache(memory: Store, options: CacheOptions): ControlledCache {
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
          return control.isCoherent;
        },
        async execute(batch) {
          const hold = held;
          held = undefined;
          batches.push(batch);
          const error = control.fault?.(batch);
          if (error) throw error;
          const outcomes = await session.execute(batch);
          hold?.done();
          await hold?.answered;
          return control.amend?.(outcomes) ?? outcomes;
        },
        async keys(...range) {
          const error = control.fault?.({ now: 0, operations: [] });
          if (error) throw error;
          return session.keys(...range);
        },
        close: () => session.close(),
        destroy: () => session.destroy(),
      };
    },
  };

  const cache = createCache({ ...options, store });
  cache.addEventListener('error', ({ error }) => errors.push(error));
  const operations = () => batches.flatMap(({ operations }) => operations).length;
  const control: ControlledCache = {
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
  return control;
}
