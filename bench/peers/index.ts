/** All that run side by side. */
import { dexie } from './dexie.ts';
import { idbKeyval } from './idb-keyval.ts';
import { localForage } from './localforage.ts';
import { map } from './map.ts';
import type { Peer } from './peer.ts';
import { raw } from './raw.ts';
import { shelflife } from './shelflife.ts';

export const peers: readonly Peer[] = [shelflife, idbKeyval, localForage, dexie, raw, map];
