/** A batch as it is sent to the worker. Values that the worker may be unable to read go in messages of their own. */
import { transfer } from 'comlink';
import { Walk } from '../model/codec/walk.js';
import type { Batch } from '../model/store.js';
import type { PlacedValue } from './protocol.js';

/** A value in a message of its own, and the buffers in it that are transferred. */
export type Parcel = PlacedValue & { readonly buffers: ArrayBuffer[] };

export interface Packed {
  /** The batch for Comlink, without the values of the parcels. */
  readonly batch: Batch;
  /** Sent ahead of it. */
  readonly parcels: readonly Parcel[];
}

/**
 * Values are the cache's own copies, so their large buffers are transferred. Two kinds are still needed in the
 * page and are cloned: queued values, which reads may need, and the results of loaders, which callers get.
 */
export function pack(batch: Batch, isQueued: boolean | undefined): Packed {
  const buffers: ArrayBuffer[] = [];
  const parcels: Parcel[] = [];
  const operations = batch.operations.map((operation, place) => {
    if (!('isHeavy' in operation) || !operation.isHeavy) return operation;
    const { value } = operation;
    const walk = new Walk();
    walk.copy(value);
    const transferred = isQueued || operation.type !== 'set' ? [] : walk.buffers;
    if (walk.binaryBytes < Infinity) {
      buffers.push(...transferred);
      return operation;
    }
    parcels.push({ place, value, buffers: transferred });
    return { ...operation, value: undefined };
  });
  return { batch: transfer({ ...batch, operations }, buffers), parcels };
}
