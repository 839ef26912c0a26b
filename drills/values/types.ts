/** What the functions in this folder leave in the page. Each stands alone, so that it can be sent there. */
import type * as Shelflife from 'shelflife';
import type { workerStore } from 'shelflife/worker';

export type Makers = Record<string, () => unknown>;

/** As the compiler does not know it yet. */
export interface ResizableBuffer extends ArrayBuffer {
  readonly resizable: boolean;
  readonly maxByteLength: number;
  resize(length: number): void;
}

/** The way that values take. */
export interface Way {
  readonly memory: boolean;
  readonly inWorker: boolean;
}

/** How the values fared, by their names. */
export interface Verdict {
  /** What came back otherwise than bare IndexedDB has it, or was not refused as it should be. */
  readonly wrong: string[];
  /** What this engine says it has and could not make. */
  readonly unmade: string[];
  readonly stored: string[];
  readonly refused: string[];
}

declare global {
  interface Window {
    shelflife: typeof Shelflife & { workerStore: typeof workerStore };
    /** Makers of values by what they are, of the kinds that this engine has; each call makes one afresh. */
    values: Makers;
    /** What makes two values differ for who reads them, as a path and a reason; none if nothing. */
    differenceOf: (found: unknown, expected: unknown) => Promise<string | undefined>;
    /** What bare IndexedDB makes of a value; the name of its error where it refuses. */
    bare: (value: unknown) => Promise<{ value?: unknown; refused?: string }>;
    /** Whether a worker can read a value that it is sent. */
    crosses: (value: unknown) => Promise<boolean>;
    /** Sends all values that way. */
    tryValues: (way: Way) => Promise<Verdict>;
  }
}
