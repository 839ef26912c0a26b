/** The entries of one name in Redis, as one cache uses them. */
import type {
  Batch,
  EntriesSize,
  KeyPage,
  KeyRange,
  Outcome,
  StoreSession,
  StoreSettings,
} from 'shelflife/store';
import { Announcements } from './announcements.js';
import { BatchRun } from './batch.js';
import { Caller } from './caller.js';
import { membersIn } from './clear.js';
import { isCluster } from './client.js';
import type { Codec } from './codec.js';
import type { Connection } from './connection.js';
import { Culler } from './culler.js';
import { type Bytes, ENTRY, join, keyOfMember } from './keys.js';
import type { Place } from './place.js';
import { SIZE } from './scripts.js';

/** One of so many writes looks for some records that have expired. */
const SWEEP_EVERY = 16;

export class RedisSession implements StoreSession {
  readonly backend = 'redis';
  /** A client keeps the order of commands; that of a cluster may send some again. */
  readonly pipelined: boolean;
  readonly #connection: Connection;
  readonly #caller: Caller;
  readonly #announcements: Announcements;
  readonly #place: Place;
  #writes = 0;

  constructor(connection: Connection, base: string, codec: Codec, settings: StoreSettings) {
    this.#connection = connection;
    this.pipelined = !isCluster(connection.client);
    this.#caller = new Caller(connection, base, settings.deadline);
    this.#announcements = new Announcements(connection, base, settings.listener);
    const culler = new Culler(this.#caller, settings);
    const isSweepDue = () => this.#writes++ % SWEEP_EVERY === 0;
    this.#place = { base, codec, settings, announcements: this.#announcements, culler, isSweepDue };
  }

  get isCoherent(): boolean {
    return this.#announcements.isOrdered;
  }

  execute(batch: Batch): Promise<Outcome[]> {
    const run = new BatchRun(batch, this.#place);
    const opening = this.#announcements.open();
    const isReady = !opening && this.#connection.client.isReady && this.#connection.knowsScripts;
    return this.#caller.inOrder(isReady && run.isOneCommand, (sender) =>
      opening ? opening.then(() => run.run(sender)) : run.run(sender),
    );
  }

  keys(range: KeyRange | undefined, after: string | undefined, limit: number): Promise<KeyPage> {
    const [first, to] = membersIn(ENTRY, range);
    const from = after === undefined ? first : join('(', Buffer.from(after, 'base64'));
    const index = `${this.#place.base}keys`;
    return this.#caller.inOrder(this.#connection.client.isReady, async (sender) => {
      const command = ['ZRANGEBYLEX', index, from, to, 'LIMIT', '0', String(limit)];
      const members = (await sender.read(command)) as Buffer[];
      const next = members.length < limit ? undefined : members.at(-1)?.toString('base64');
      return { keys: members.map(keyOfMember), next };
    });
  }

  async size(): Promise<EntriesSize> {
    const [first, to] = membersIn(ENTRY, undefined);
    const total = { entries: 0, bytes: 0 };
    for (let from: Bytes | undefined = first; from; ) {
      const args: Bytes[] = [from, to];
      const page = await this.#caller.inOrder(false, (sender) => sender.readBy(SIZE, args));
      const [entries, bytes, last] = page as [number, number, Buffer | null];
      total.entries += entries;
      total.bytes += bytes;
      from = last ? join('(', last) : undefined;
    }
    return total;
  }

  async close(): Promise<void> {
    this.#announcements.close();
  }

  /** Nothing is left of a name without entries. */
  destroy(): Promise<void> {
    return this.close();
  }
}
