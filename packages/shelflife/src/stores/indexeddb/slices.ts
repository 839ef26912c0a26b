/** Slices of upkeep that others hardly notice: adapted to the time they take, in one thread at a time. */
import type { CacheError } from '../../model/errors.js';
import type { Change } from '../../model/operation.js';
import type { StoreListener, StoreSettings } from '../../model/store.js';
import type { Connection } from './connection.js';
import { ifFree } from './presence.js';
import { type Plan, type Pruned, prune } from './prune.js';

/** Ms that a slice should take. */
const SLICE_MS = 15;
const SMALLEST = 8;
const LARGEST = 100;

/** A session's settings, with as much of its listener as upkeep needs. */
export interface UpkeepSettings extends Omit<StoreSettings, 'listener'> {
  readonly listener: Pick<StoreListener, 'changed' | 'failed'>;
}

/** A session, as far as upkeep is concerned. */
export interface Client {
  readonly settings: UpkeepSettings;
  /** Ms between two sweeps. */
  readonly sweepInterval: number;
  /** Tells everybody, this session included. */
  readonly broadcast: (change: Change) => void;
}

export interface Slices {
  /** Removes a slice. Resolves to `undefined` if that fails, or the connection is closed. */
  prune(client: Client, plan?: Plan): Promise<Pruned | undefined>;
  /** Does the same unless another thread is at it: resolves to `'busy'` then. */
  pruneAlone(client: Client, plan?: Plan): Promise<Pruned | 'busy' | undefined>;
}

export function slices(database: string, connection: Pick<Connection, 'current'>): Slices {
  let limit = LARGEST / 2;

  const pruneSlice: Slices['prune'] = async ({ settings, broadcast }, plan) => {
    const db = connection.current;
    if (!db) return undefined;
    try {
      const pruned = await prune(db, settings, broadcast, plan, limit);
      const { isFull, removed, ms } = pruned;
      if (isFull)
        limit = Math.max(SMALLEST, Math.min(LARGEST, Math.round((SLICE_MS * removed) / ms)));
      return pruned;
    } catch (error) {
      settings.listener.failed(error as CacheError);
      return undefined;
    }
  };

  return {
    prune: pruneSlice,
    pruneAlone: (client, plan) =>
      ifFree(`upkeep ${database}`, () => pruneSlice(client, plan), 'busy' as const),
  };
}
