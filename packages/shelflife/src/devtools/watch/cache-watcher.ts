/**
 * Watches a cache through its public methods: what it holds, and what its calls do. Entries are read by `entries()`,
 * which counts neither as a hit nor as a miss.
 *
 * Fires `change` when something is new, and `reading` after each read.
 */
import type { CacheEntry, EntriesSize, UntypedCache } from '../../index.js';
import { later } from '../../platform/timers.js';
import { formatEntries } from '../format.js';
import { measure } from '../values/measure.js';
import { EventLog, type LoggedEvent } from './event-log.js';
import { Figures } from './figures.js';
import { Follower } from './follower.js';
import { type CacheEvent, describeEvent, listenTo } from './listen.js';
import { Reader } from './reader.js';
import { hasExpired, mergeRows, type Row, rowId } from './rows.js';
import { Writers } from './writers.js';

/** Ms between two reads without a reason, which find what no subscription reports. */
const POLL = 2_000;

/** Ms for which events are collected before they are shown. */
const SHOWN_AFTER = 50;

/** More changes of other tabs in one read are one line of the log. */
const MOST_LOGGED = 20;

export interface WatcherOptions {
  /** The cache's clock. */
  readonly now: () => number;
  /** Ms for which an expired row stays. */
  readonly keep: number;
}

export class CacheWatcher extends EventTarget {
  readonly cache: UntypedCache;
  readonly log = new EventLog();
  readonly figures = new Figures();
  options: WatcherOptions;
  rows: readonly Row[] = [];
  size: EntriesSize | undefined;
  /** Why the last read failed. */
  failure: string | undefined;
  /** Why the cache is degraded, until it is restored. */
  degraded: string | undefined;
  /** How many reads have ended. */
  reads = 0;
  readonly #writers = new Writers();
  readonly #reader = new Reader(() => this.#read());
  readonly #follower: Follower;
  #stopListening = () => {};
  #stopPoll = () => {};
  #isShownSoon = false;
  #isPaused = true;
  #isStopped = true;

  constructor(cache: UntypedCache, options: WatcherOptions) {
    super();
    this.cache = cache;
    this.options = options;
    this.#follower = new Follower(cache, (entries) => {
      for (const entry of entries) this.#writers.changed(entry);
      this.#reader.request();
    });
  }

  /** Begins to listen and to read. */
  start(): void {
    this.#isStopped = false;
    this.#stopListening = listenTo(this.cache, (event) => this.#happened(event));
    this.#follower.start();
    this.isPaused = false;
  }

  stop(): void {
    this.#isStopped = true;
    this.isPaused = true;
    this.#stopListening();
    this.#follower.stop();
  }

  /** Whether it listens, but reads nothing, as nobody looks. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  set isPaused(isPaused: boolean) {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    this.#stopPoll();
    if (isPaused) this.#reader.stop();
    else {
      this.#reader.start();
      this.#pollLater();
    }
  }

  /** Reads at once. Resolves when that has ended. */
  refresh(): Promise<void> {
    return this.#reader.now();
  }

  /** Removes the rows that have expired. */
  forgetExpired(): void {
    const now = this.options.now();
    this.rows = this.rows.filter((row) => !hasExpired(row, now));
    this.#show();
  }

  /** Removes a row at once. */
  forget(id: string): void {
    this.rows = this.rows.filter((row) => row.id !== id);
    this.#show();
  }

  /** Adds a line to the log. */
  note(event: LoggedEvent): void {
    this.log.add(event, Date.now());
    this.#showSoon();
  }

  #pollLater(): void {
    this.#stopPoll();
    this.#stopPoll = later(POLL, () => {
      this.#reader.request();
      this.#pollLater();
    });
  }

  async #read(): Promise<void> {
    const { step } = this.#writers;
    try {
      const entries: CacheEntry[] = [];
      for await (const entry of this.cache.entries({ all: true, details: true })) {
        // The next page would open a cache that was closed meanwhile.
        if (this.#isStopped) return;
        entries.push(entry);
      }
      this.size = await this.cache.size();
      this.#take(entries);
      this.#writers.forget(step);
      this.failure = undefined;
      this.reads++;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.#show();
    this.dispatchEvent(new Event('reading'));
  }

  #take(entries: readonly CacheEntry[]): void {
    const before = new Map(this.rows.map((row) => [row.id, row]));
    const rows = entries.map((entry) => this.#rowOf(entry, before));
    const { now, keep } = this.options;
    this.rows = mergeRows(this.rows, rows, now(), keep);
    this.#follower.follow(rows);
    this.#logForeign(rows.filter((row) => row !== before.get(row.id) && row.changedAt > 0));
  }

  /** The row from before, if nothing about it is new. */
  #rowOf(entry: CacheEntry, before: ReadonlyMap<string, Row>): Row {
    const id = rowId(entry);
    const old = before.get(id);
    const row = { ...entry, ...measure(entry.value), id, writer: old?.writer, changedAt: 0 };
    const isNewValue = this.reads > 0 && old?.print !== row.print;
    const writer = this.#writers.writerOf(row, isNewValue);
    if (
      !isNewValue &&
      old?.written === row.written &&
      old?.expires === row.expires &&
      old.writer === writer
    )
      return old;
    return { ...row, writer, changedAt: this.reads > 0 ? performance.now() : 0 };
  }

  #logForeign(rows: readonly Row[]): void {
    const foreign = rows.filter(({ writer }) => writer === 'another');
    if (foreign.length > MOST_LOGGED)
      this.note({ type: 'changed', detail: `${formatEntries(foreign.length)} by another tab` });
    else
      for (const { key, version } of foreign)
        this.note({ type: 'changed', key, version, detail: 'by another tab' });
  }

  #happened(event: CacheEvent): void {
    this.note(describeEvent(event));
    if (event.type === 'hit') this.figures.hit(event.from, Date.now());
    else if (event.type === 'miss') this.figures.miss(Date.now());
    else if (event.type === 'load')
      this.figures.loaded({ key: event.key, ms: event.ms, hasFailed: event.error !== undefined });
    else if (event.type === 'degraded') this.degraded = event.error.message;
    else if (event.type === 'restored') this.degraded = undefined;
    if (event.type === 'set') this.#writers.wrote(event.key, event.version);
    if (['set', 'delete', 'clear', 'evict', 'restored'].includes(event.type))
      this.#reader.request();
  }

  #showSoon(): void {
    if (this.#isShownSoon) return;
    this.#isShownSoon = true;
    later(SHOWN_AFTER, () => this.#show());
  }

  #show(): void {
    this.#isShownSoon = false;
    this.dispatchEvent(new Event('change'));
  }
}
