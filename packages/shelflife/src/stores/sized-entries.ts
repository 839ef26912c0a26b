/** Entries with what they take in all, which is known without walking through them. */
import { sizeOf } from '../model/codec/body.js';
import type { Entry } from '../model/operation.js';

export class SizedEntries extends Map<string, Entry> {
  /** `undefined` until somebody has asked: until then it is not kept. */
  #bytes: number | undefined;

  get bytes(): number {
    if (this.#bytes === undefined) {
      this.#bytes = 0;
      for (const [key, entry] of this) this.#bytes += sizeOf(key, entry);
    }
    return this.#bytes;
  }

  override set(key: string, entry: Entry): this {
    if (this.#bytes !== undefined) this.#bytes += sizeOf(key, entry) - this.#sizeAt(key);
    return super.set(key, entry);
  }

  override delete(key: string): boolean {
    if (this.#bytes !== undefined) this.#bytes -= this.#sizeAt(key);
    return super.delete(key);
  }

  override clear(): void {
    this.#bytes = undefined;
    super.clear();
  }

  #sizeAt(key: string): number {
    const entry = this.get(key);
    return entry ? sizeOf(key, entry) : 0;
  }
}
