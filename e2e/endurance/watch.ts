/** Counts what a cache opens and has to close again, to be installed before anything else in a page. */

declare global {
  interface Window {
    /** How many there are now of what a closed cache has no use for. */
    leftOpen: () => Promise<LeftOpen>;
  }
}

export type LeftOpen = Record<
  'listeners' | 'channels' | 'timers' | 'workers' | 'connections' | 'locks',
  number
>;

/** Runs in the page. */
export function watchOpen(): void {
  /** By what they listen to. */
  const listeners = new Map<string, Set<unknown>>();
  const listenersOf = (what: string) =>
    listeners.get(what) ?? listeners.set(what, new Set()).get(what)!;

  for (const [name, target] of Object.entries({ window, document })) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = (type: string, ...rest: [EventListener]) => {
      listenersOf(`${name} ${type}`).add(rest[0]);
      addEventListener.call(target, type, ...rest);
    };
    target.removeEventListener = (type: string, ...rest: [EventListener]) => {
      listenersOf(`${name} ${type}`).delete(rest[0]);
      removeEventListener.call(target, type, ...rest);
    };
  }

  const channels = new Set<unknown>();
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
    override close() {
      channels.delete(this);
      super.close();
    }
  };

  const workers = new Set<unknown>();
  window.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      workers.add(this);
    }
    override terminate() {
      workers.delete(this);
      super.terminate();
    }
  };

  const timers = new Set<unknown>();
  const { setTimeout, clearTimeout } = window;
  const startTimer = (work: () => void, ms?: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
    return timer;
  };
  window.setTimeout = startTimer as typeof setTimeout;
  window.clearTimeout = (timer) => {
    timers.delete(timer);
    clearTimeout(timer);
  };

  const connections = new Set<IDBDatabase>();
  const { close } = IDBDatabase.prototype;
  IDBDatabase.prototype.close = function (this: IDBDatabase) {
    connections.delete(this);
    close.call(this);
  };
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (this: IDBFactory, ...args: [string, number?]) {
    const request = open.apply(this, args);
    request.addEventListener('success', () => connections.add(request.result));
    return request;
  };

  /** Waits for the upkeep that is under way, and holds a lock meanwhile. */
  const restingLocks = async () => {
    for (;;) {
      const { held = [] } = await navigator.locks.query();
      if (!held.some(({ name }) => name?.startsWith('upkeep '))) return held.length;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  };

  window.leftOpen = async () => {
    const locks = await restingLocks();
    return {
      listeners: [...listeners.values()].reduce((sum, { size }) => sum + size, 0),
      channels: channels.size,
      timers: timers.size,
      workers: workers.size,
      connections: connections.size,
      locks,
    };
  };
}
