/**
 * Packs a batch to send it to the worker. Values that the worker may be unable to read go in separate messages.
 */
import { transfer } from 'comlink';
import { Walk } from '../model/codec/walk.js';
import type { Batch } from '../model/store.js';
import type { PlacedValue } from './protocol.js';

/** A value in its own message, and the buffers in it that are transferred. */
export type Parcel = PlacedValue & { readonly buffers: ArrayBuffer[] };

export interface Packed {
  /** The batch for Comlink, without the values of the parcels. */
  readonly batch: Batch;
  /** To be sent ahead of the batch. */
  readonly parcels: readonly Parcel[];
}

/**
 * Values are the cache's own copies, so their large buffers are transferred. Two kinds of values are still
 * needed in the page and are cloned: queued values, which reads may need, and results of loaders, which callers
 * receive.
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
