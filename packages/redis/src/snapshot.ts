/** The records that a batch looks at, as they were at one moment. */
import { CacheError, type Entry, type Failure, type Lease, type Loaded } from 'shelflife/store';
import type { Codec } from './codec.js';
import { type Bytes, ENTRY } from './keys.js';
import type { Wanted } from './plan.js';
import { decodeEntry, decodeLease, NO_STAMP, stampOf } from './records.js';

/** Records, or their first lines, as the server has answered them. */
export type Records = readonly (Buffer | null)[];

export class Snapshot implements Loaded {
  readonly entries = new Map<string, Entry>();
  readonly leases = new Map<string, Lease>();
  readonly #records: Records;

  /**
   * @param records as the server has answered them, in the order of `wanted`
   * @param fail called for records that cannot be read, which count as missing
   */
  constructor(
    wanted: readonly Wanted[],
    records: Records,
    decode: Codec['decode'],
    fail: (failure: Failure) => void,
  ) {
    this.#records = records;
    for (const [at, { kind, key, isWhole }] of wanted.entries()) {
      const bytes = records[at];
      if (!bytes || bytes.length === 0) continue;
      try {
        if (kind === ENTRY) this.entries.set(key, decodeEntry(bytes, isWhole, decode));
        else this.leases.set(key, decodeLease(bytes));
      } catch (cause) {
        fail(new CacheError('corrupt', 'A record in Redis cannot be read', { key, cause }));
      }
    }
  }

  /** What the stamp of a record has to be when the batch is written, by its place in `wanted`. */
  stampAt(at: number): Bytes {
    const bytes = this.#records[at];
    return bytes ? stampOf(bytes) : NO_STAMP;
  }
}
