/** What all sessions of a thread that use one database share: a connection and its upkeep. */
import type { Entry } from '../../model/operation.js';
import type { Committed } from './batch.js';
import { type Connection, connect } from './connection.js';
import { type Culler, culler } from './culler.js';
import { deleteOldFormats } from './deletion.js';
import { type Client, slices } from './slices.js';
import { sweeper } from './sweeper.js';

/** A session, as far as the others are concerned. */
export interface Member extends Client {
  /** The database is being opened. */
  opening(): void;
  opened(): void;
  /** The connection was closed, or could not be had. */
  released(wasOpen: boolean): void;
}

interface SharedDatabase {
  readonly members: Set<Member>;
  readonly connection: Connection;
  wrote(member: Member, committed: Committed): void;
}

/** One session's part in a database. */
export interface Membership extends Pick<Connection, 'release'> {
  /** Joins, if need be, and uses the connection within the session's deadline. */
  use<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T>;
  /** To be called as soon as a batch is committed. */
  wrote(committed: Committed): void;
  /** Leaves as soon as nothing is under way. */
  end(): void;
}

const databases = new Map<string, SharedDatabase>();

export function share(name: string, member: Member): Membership {
  let database: SharedDatabase | undefined;
  let uses = 0;
  let isOver = false;

  const leaveIfDone = () => {
    if (!database || !isOver || uses > 0) return;
    const { members, connection } = database;
    database = undefined;
    members.delete(member);
    member.released(!!connection.current);
    if (members.size > 0) return;
    databases.delete(name);
    connection.release();
  };

  const join = () => {
    const joined = databases.get(name) ?? openShared(name);
    databases.set(name, joined);
    joined.members.add(member);
    member.opening();
    if (joined.connection.current) member.opened();
    return joined;
  };

  return {
    async use(work) {
      uses++;
      database ??= join();
      try {
        return await database.connection.use(work, member.settings.deadline);
      } finally {
        uses--;
        leaveIfDone();
      }
    },
    release: (db) => database?.connection.release(db),
    wrote: (committed) => database?.wrote(member, committed),
    end() {
      isOver = true;
      leaveIfDone();
    },
  };
}

function openShared(name: string): SharedDatabase {
  const members = new Set<Member>();
  const connection = connect(name, {
    opening() {
      for (const member of members) member.opening();
    },
    opened() {
      for (const member of members) member.opened();
      sweeps.start();
    },
    released(wasOpen) {
      sweeps.stop();
      culls.reset();
      for (const member of members) member.released(wasOpen);
    },
  });
  const parts = slices(name, connection);
  const sweeps = sweeper(parts, connection, members, () => deleteOldFormats(name));
  const culls: Culler = culler(parts);
  return {
    members,
    connection,
    wrote(member, committed) {
      const expires = (entry?: Entry) => entry && entry.expires < Infinity;
      if ([...committed.changes.values()].some(expires)) sweeps.expect(member);
      culls.wrote(member, committed);
    },
  };
}
