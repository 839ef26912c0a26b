/** A batch as it is sent to the worker: whatever may not be readable there travels by itself. */
import { transfer } from 'comlink';
import { Walk } from '../codec/walk.js';
import type { Batch } from '../stores/store.js';

/** A value that travels by itself, and the buffers in it that are handed over. */
export type Parcel = readonly [value: unknown, buffers: ArrayBuffer[]];

export interface Packed {
  /** The batch without the values of the parcels, for Comlink. */
  readonly batch: Batch;
  /** What is sent ahead of it. */
  readonly parcels: readonly Parcel[];
  /** Where in the batch each of them belongs. */
  readonly places: readonly number[];
}

/**
 * Values are the library's own, and large buffers in them are transferred unless they are needed still:
 * those that are queued are read from memory, and what a loader gave goes to its callers.
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
    const handedOver = isQueued || operation.type === 'add' ? [] : walk.buffers;
    if (walk.binaryBytes < Infinity) {
      buffers.push(...handedOver);
      return operation;
    }
    places.push(place);
    parcels.push([value, handedOver]);
    return { ...operation, value: undefined };
  });
  return { batch: transfer({ ...batch, operations }, buffers), parcels, places };
}
