/** Where the entries of one name live, for one session. */
import type { StoreSettings } from 'shelflife/store';
import type { Announcements } from './announcements.js';
import type { Codec } from './codec.js';
import type { Culler } from './culler.js';

export interface Place {
  /** The beginning of all names in Redis. */
  readonly base: string;
  readonly codec: Codec;
  readonly settings: StoreSettings;
  readonly announcements: Announcements;
  readonly culler: Culler;
  /** Whether a write should remove some of what has expired. */
  readonly isSweepDue: () => boolean;
}
