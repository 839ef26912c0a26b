/** What every library under test looks like to the workloads. */

export type Pair = readonly [key: string, value: unknown];

/** For Shelflife; the other libraries have no such options. */
export interface OpenOptions {
  readonly memory?: boolean;
  readonly acknowledge?: 'queued';
  readonly maxEntries?: null;
  readonly maxBytes?: number;
  readonly timeout?: number;
  readonly now?: () => number;
  /** Seconds. */
  readonly sweepInterval?: number;
}

/** An open store. What it returns is awaited; a plain value stands for itself. What a library lacks is left out. */
export interface Opened {
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
  getMany(keys: readonly string[]): unknown;
  setMany(pairs: readonly Pair[]): unknown;
  /** Adds one to a number, atomically. */
  incr?(key: string): unknown;
  /** Whether there is such an entry, without reading its value. */
  has?(key: string): unknown;
  ttl?(key: string): unknown;
  keys?(): unknown;
  deleteMany?(keys: readonly string[]): unknown;
  /** Several calls at once, where that is best asked otherwise than call by call. */
  readonly together?: Together;
  close(): unknown;
}

export interface Together {
  get(keys: readonly string[]): unknown;
  set(pairs: readonly Pair[]): unknown;
  incr(key: string, times: number): unknown;
}

export interface Peer {
  readonly name: string;
  /** Whether its connection can be closed and opened anew within a page. */
  readonly reopens: boolean;
  open(database: string, options: OpenOptions): Opened | Promise<Opened>;
  /** The same, of the build that this one is compared with. */
  readonly reference?: Peer;
}

/** Resolves to the request's result. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
