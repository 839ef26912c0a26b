/**
 * What the sessions of one database share within a thread: the connection, the channel to other tabs, sweeps
 * and culls. The registry of these databases is here too.
 */
import type { Change } from '../../model/change.js';
import type { StoreSettings } from '../../model/store.js';
import type { Committed } from './batch.js';
import { ByteCuller } from './byte-culler.js';
import { Channel } from './channel.js';
import { type WeakSettings, weakly, whenCollected } from './collected-caches.js';
import { Connection, type ConnectionEvents } from './connection.js';
import type { Culler } from './culler.js';
import { EntryCuller } from './entry-culler.js';
import { monotonicTimestamps } from './monotonic-timestamps.js';
import { deleteOldFormats } from './old-formats.js';
import { showPresence } from './presence.js';
import { Pruner } from './pruner.js';
import { databaseName } from './schema.js';
import { Sweeper } from './sweeper.js';

const databases = new Map<string, SharedDatabase>();

/** Whether this thread has the database of that name open, or is opening it. */
export function isOpenHere(name: string): boolean {
  return !!databases.get(name)?.isInUse;
}

/** Ignores a malformed change, because any script of the origin may write to the channel. */
function applyForeign(name: string, change: Change): void {
  try {
    databases.get(name)?.notify(change);
  } catch {}
}

class SharedDatabase implements ConnectionEvents {
  readonly members = new Set<Membership>();
  readonly connection: Connection;
  /** Open while the connection is open or opening, or a member listens. */
  channel: Channel | undefined;
  /** Whether the connection is open or opening. */
  isInUse = false;
  /** Returns a timestamp near `now` that keeps entries in write order, whichever member writes them. */
  readonly timestamp = monotonicTimestamps();
  readonly #name: string;
  readonly #sweeper: Sweeper;
  readonly #cullers: readonly Culler[];
  #stopShowingPresence = () => {};

  constructor(name: string) {
    this.#name = name;
    this.connection = new Connection(name, this);
    const pruner = new Pruner(name, this.connection, (change) => this.broadcast(change));
    this.#sweeper = new Sweeper(pruner, this.members, () => deleteOldFormats(name));
    this.#cullers = [new EntryCuller(pruner), new ByteCuller(pruner)];
  }

  opening(): void {
    this.isInUse = true;
    this.#stopShowingPresence = showPresence(this.#name);
    this.updateChannel();
  }

  opened(): void {
    for (const { past } of this.members) past.hasOpened = true;
    this.#sweeper.start();
  }

  released(wasOpen: boolean): void {
    this.#sweeper.stop();
    for (const culler of this.#cullers) culler.reset();
    this.#stopShowingPresence();
    this.isInUse = false;
    this.updateChannel();
    // From here on, changes by other tabs may not be received.
    if (wasOpen) this.notify({});
  }

  /** Opens or closes the channel, as it is needed or not. */
  updateChannel(): void {
    const isNeeded = this.isInUse || [...this.members].some(({ isListening }) => isListening);
    // By name: a repeated change also concerns members that have left and joined again meanwhile.
    if (isNeeded)
      this.channel ??= new Channel(this.#name, (change) => applyForeign(this.#name, change));
    else {
      this.channel?.close();
      this.channel = undefined;
    }
  }

  leave(member: Membership): void {
    this.members.delete(member);
    if (this.connection.current) member.settings.listener.changed({});
    if (this.members.size > 0) return this.updateChannel();
    databases.delete(this.#name);
    this.connection.release();
    this.updateChannel();
  }

  /** Notifies all members but `except`, and all other tabs and workers. */
  broadcast(change: Change, isEarly?: boolean, except?: Membership): void {
    this.notify(change, except);
    this.channel?.post(change, isEarly);
  }

  /** Notifies all members but `except`. */
  notify(change: Change, except?: Membership): void {
    for (const member of this.members)
      if (member !== except) member.settings.listener.changed(change);
  }

  wrote(member: Membership, committed: Committed): void {
    if (committed.isExpiring) this.#sweeper.expect(member);
    for (const culler of this.#cullers) culler.wrote(member, committed);
  }
}

/** One session's membership in a shared database. It joins at the first use and leaves at its end. */
export class Membership {
  /** Holds the session's cache weakly, because the shared database holds the membership. */
  readonly settings: WeakSettings;
  /** Ms between two sweeps. */
  readonly sweepInterval: number;
  /** Whether this session or an earlier one has opened the database. */
  readonly past: { hasOpened: boolean };
  isListening = false;
  #database: SharedDatabase | undefined;
  #uses = 0;
  #isOver = false;

  constructor(settings: StoreSettings, sweepInterval: number, past: { hasOpened: boolean }) {
    this.settings = weakly(settings);
    this.sweepInterval = sweepInterval;
    this.past = past;
    whenCollected(settings.listener, () => this.end());
  }

  /** Whether changes of other tabs are received. */
  get isCoherent(): boolean {
    return !!this.#database?.channel?.reachesOthers;
  }

  /** Does `work` on the connection, which must open within the session's deadline. */
  async use<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
    this.#uses++;
    this.#database ??= this.#join();
    try {
      return await this.#database.connection.use(work, this.settings.deadline);
    } finally {
      this.#uses--;
      this.#leaveIfDone();
    }
  }

  release(db: IDBDatabase): void {
    this.#database?.connection.release(db);
  }

  /** Notifies all other sessions, in this thread and in others. */
  broadcast(change: Change, isEarly?: boolean): void {
    this.#database?.broadcast(change, isEarly, this);
  }

  /** Call it within `use()`. */
  timestamp(now: number): number {
    return this.#database!.timestamp(now);
  }

  /** Call as soon as a batch is committed. */
  wrote(committed: Committed): void {
    this.#database?.wrote(this, committed);
  }

  /** Receives the changes of others from here on, or no longer has to. */
  listen(isListening: boolean): void {
    if (this.#isOver) return;
    this.isListening = isListening;
    this.#database ??= this.#join();
    this.#database.updateChannel();
  }

  /** Leaves as soon as nothing is under way. */
  end(): void {
    this.#isOver = true;
    this.#leaveIfDone();
  }

  #join(): SharedDatabase {
    const name = databaseName(this.settings.name);
    const database = databases.get(name) ?? new SharedDatabase(name);
    databases.set(name, database);
    database.members.add(this);
    if (database.connection.current) this.past.hasOpened = true;
    return database;
  }

  #leaveIfDone(): void {
    if (!this.#isOver || this.#uses > 0) return;
    this.#database?.leave(this);
    this.#database = undefined;
  }
}
