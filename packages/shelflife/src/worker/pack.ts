/** A batch as it is sent to the worker: values that it may be unable to read go in messages of their own. */
import { transfer } from 'comlink';
import { Walk } from '../model/codec/walk.js';
import type { Batch } from '../model/store.js';

/** A value in a message of its own, and the buffers in it that are transferred. */
export type Parcel = readonly [value: unknown, buffers: ArrayBuffer[]];

export interface Packed {
  /** The batch for Comlink, without the values of the parcels. */
  readonly batch: Batch;
  /** Sent ahead of it. */
  readonly parcels: readonly Parcel[];
  /** The place of each parcel in the batch. */
  readonly places: readonly number[];
}

/**
 * The values are copies of the caller's, so large buffers in them are transferred. Two kinds are still
 * needed here and are cloned: queued values, which are read from memory, and those of loaders, which go to
 * their callers.
 */
export function pack(batch: Batch, isQueued: boolean | undefined): Packed {
  const buffers: ArrayBuffer[] = [];
  const places: number[] = [];
  const parcels: Parcel[] = [];
  const operations = batch.operations.map((operation, place) => {
    if (operation.type !== 'set' && operation.type !== 'add') return operation;
    if (!operation.isHeavy) return operation;
    const { value } = operation;
    const walk = new Walk();
    walk.copy(value);
    const transferred = isQueued || operation.type === 'add' ? [] : walk.buffers;
    if (walk.binaryBytes < Infinity) {
      buffers.push(...transferred);
      return operation;
    }
    places.push(place);
    parcels.push([value, transferred]);
    return { ...operation, value: undefined };
  });
  return { batch: transfer({ ...batch, operations }, buffers), parcels, places };
}
