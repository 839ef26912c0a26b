/** What every library under test looks like to the workloads. */

export type Pair = readonly [key: string, value: unknown];

export interface OpenOptions {
  /** Whether Shelflife may answer from memory, where it can. */
  readonly memory?: boolean;
  /** Whether Shelflife's writes are acknowledged before they are committed, where they can be. */
  readonly queued?: boolean;
}

/** An open store. What it returns is awaited; a plain value stands for itself. */
export interface Opened {
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
  getMany(keys: readonly string[]): unknown;
  setMany(pairs: readonly Pair[]): unknown;
  /** Adds one to a number, atomically; left out where the library can't. */
  incr?(key: string): unknown;
  /** What is asked at once, where that is best asked otherwise than call by call. */
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
}

/** Resolves with what the request finds. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
