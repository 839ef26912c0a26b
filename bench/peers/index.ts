/** The libraries that run side by side. */
import { dexie } from './dexie.ts';
import { idbKeyval } from './idb-keyval.ts';
import { localForage } from './localforage.ts';
import type { Peer } from './peer.ts';
import { raw } from './raw.ts';
import { rawText } from './raw-text.ts';
import { shelflife } from './shelflife.ts';

/** Where a run takes long. */
export const fewPeers: readonly Peer[] = [shelflife, idbKeyval, raw];
/** For values that are plain data. */
export const plainPeers: readonly Peer[] = [...fewPeers, rawText];
export const allPeers: readonly Peer[] = [...plainPeers, dexie, localForage];

/** Those that take part: in a comparison of two builds, both builds of Shelflife alone. */
export function comparable(peers: readonly Peer[]): readonly Peer[] {
  if (!IS_COMPARISON) return peers;
  return peers.flatMap((peer) => (peer.reference ? [peer, peer.reference] : []));
}
