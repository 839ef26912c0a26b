/**
 * `getOrSetMany`: one call of the loader for all keys that nobody else is loading, and another one for what is
 * still missing once the others have answered.
 */
import type { CacheCore } from './cache-core.js';
import { getOrLoad, type LoadCall } from './get-or-set.js';
import { type Loader, type LoaderContext, NOTHING, type Target } from './loader.js';

export interface ManyContext extends Pick<LoaderContext, 'version' | 'signal' | 'store'> {
  readonly keys: readonly string[];
  readonly previous: ReadonlyMap<string, NonNullable<LoaderContext['previous']>>;
}

/** Resolves to what it has for the keys. */
export type LoadMissing = (context: ManyContext) => Promise<ReadonlyMap<string, unknown>>;

/** Resolves to the values of the keys that were found or loaded, in the order asked. */
export async function getOrLoadMany(
  core: CacheCore,
  targets: readonly Target[],
  loadMissing: LoadMissing,
  call: LoadCall,
): Promise<Map<string, unknown>> {
  const group = new Group(loadMissing);
  const answers = await Promise.all(
    targets.map((target) => getOrLoad(core, target, group.loader(), call)),
  );
  const values = new Map<string, unknown>();
  answers.forEach((answer, at) => {
    if (answer) values.set(targets[at]!.key, answer.value);
  });
  return values;
}

/** A key whose loader was called: it waits for the call of the whole group. */
interface Due {
  readonly context: LoaderContext;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

class Group {
  readonly #loadMissing: LoadMissing;
  /** Loads of which it is not known whether they run their loader. */
  readonly #undecided = new Set<Loader>();
  /** Loads that wait for another thread. */
  readonly #waiting = new Set<Loader>();
  #due: Due[] = [];
  #hasCalled = false;

  constructor(loadMissing: LoadMissing) {
    this.#loadMissing = loadMissing;
  }

  /** The loader of one key. */
  loader(): Loader {
    const loader: Loader = {
      begun: () => this.#undecided.add(loader),
      waiting: () => {
        this.#waiting.add(loader);
        this.#decided(loader);
      },
      load: (context) =>
        new Promise((resolve, reject) => {
          this.#due.push({ context, resolve, reject });
          this.#waiting.delete(loader);
          this.#decided(loader);
        }),
      settled: () => {
        this.#waiting.delete(loader);
        this.#decided(loader);
      },
    };
    return loader;
  }

  #decided(loader: Loader): void {
    this.#undecided.delete(loader);
    const mayCall = this.#undecided.size === 0 && (!this.#hasCalled || this.#waiting.size === 0);
    if (!mayCall || this.#due.length === 0) return;
    this.#hasCalled = true;
    this.#call(this.#due.splice(0));
  }

  async #call(due: readonly Due[]): Promise<void> {
    try {
      const values = await this.#loadMissing(contextOf(due.map(({ context }) => context)));
      for (const { context, resolve } of due)
        resolve(values.has(context.key) ? values.get(context.key) : NOTHING);
    } catch (error) {
      for (const { reject } of due) reject(error);
    }
  }
}

function contextOf(contexts: readonly LoaderContext[]): ManyContext {
  const previous = new Map<string, NonNullable<LoaderContext['previous']>>();
  for (const context of contexts) if (context.previous) previous.set(context.key, context.previous);
  return {
    keys: contexts.map(({ key }) => key),
    version: contexts[0]!.version,
    signal: whenAllAbort(contexts.map(({ signal }) => signal)),
    previous,
    store: (lifetime) => {
      for (const context of contexts) context.store(lifetime);
    },
  };
}

/** Aborts once all signals have, with the reason of the last one. */
function whenAllAbort(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  let left = signals.length;
  for (const signal of signals)
    signal.addEventListener('abort', () => --left === 0 && controller.abort(signal.reason));
  return controller.signal;
}
