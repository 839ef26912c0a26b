/**
 * One batch: loads what its operations look at, works them out, and writes what has changed by one script. That
 * refuses if somebody else has written meanwhile, and answers what is there now, to work them out again.
 */
import {
  type AppliedBatch,
  applyBatch,
  type Batch,
  CacheError,
  isWrite,
  type Operation,
  type Outcome,
} from 'shelflife/store';
import type { Sender } from './caller.js';
import { clear } from './clear.js';
import { boundOf } from './culler.js';
import { join } from './keys.js';
import type { Place } from './place.js';
import { mayGuess, stores, type Wanted, wantedBy } from './plan.js';
import { Refusals } from './refusals.js';
import { READ, WRITE } from './scripts.js';
import { type Records, Snapshot } from './snapshot.js';
import { findTagged, type Tagged, untagsOf, withPartial, withTagged } from './tags.js';
import { Values } from './values.js';
import { Writes } from './writes.js';

export class BatchRun {
  /** Whether one command does all of it. */
  readonly isOneCommand: boolean;
  readonly #place: Place;
  readonly #asked: readonly Operation[];
  readonly #now: number;
  readonly #refusals = new Refusals();
  readonly #values: Values;
  #operations: readonly Operation[];

  constructor({ operations, now }: Batch, place: Place) {
    this.#place = place;
    this.#asked = operations;
    this.#now = now;
    this.#values = new Values(place.codec);
    this.#values.encode(operations, this.#refusals);
    this.#operations = this.#refusals.replace(operations);
    const isRead = !this.#operations.some(isWrite);
    this.isOneCommand = isRead || this.#operations.every(({ type }) => type === 'set');
  }

  async run(sender: Sender): Promise<Outcome[]> {
    const outcomes = await this.#executeWithRoom(sender);
    const last = this.#asked.at(-1);
    if (last?.type === 'clear') await clear(last, this.#place, sender);
    return this.#refusals.answer(outcomes);
  }

  async #executeWithRoom(sender: Sender): Promise<Outcome[]> {
    try {
      return await this.#execute(sender);
    } catch (error) {
      if (!(error instanceof CacheError) || error.code !== 'capacity') throw error;
      this.#refuseStoring(error);
      return this.#execute(sender);
    }
  }

  async #execute(sender: Sender): Promise<Outcome[]> {
    const finding = findTagged(this.#operations, this.#place.base, sender);
    const tagged = finding ? await finding : [];
    const wanted = withTagged(wantedBy(this.#operations), tagged);
    let isCertain = wanted.length === 0 || !mayGuess(this.#operations);
    let snapshot = this.#snapshotOf(wanted, isCertain ? await this.#load(wanted, sender) : []);
    for (;;) {
      const applied = applyBatch(this.#operations, snapshot, this.#now, true);
      const isUnchanged = applied.changes.size + applied.leases.size + tagged.length === 0;
      if (isUnchanged && isCertain) return applied.outcomes;
      const fresh = await this.#write(wanted, tagged, snapshot, applied, sender);
      if (!fresh) return withPartial(this.#operations, applied.outcomes, tagged);
      snapshot = this.#snapshotOf(wanted, fresh);
      isCertain = true;
    }
  }

  async #load(wanted: readonly Wanted[], sender: Sender): Promise<Records> {
    if (wanted.length === 0) return [];
    const { base } = this.#place;
    if (!wanted.every(({ isWhole }) => isWhole))
      return (await sender.readBy(
        READ,
        wanted.flatMap(({ name, isWhole }) => [name, modeOf(isWhole)]),
      )) as Records;
    const names = wanted.map(({ name }) => join(base, name));
    if (names.length === 1) return [(await sender.read(['GET', ...names])) as Buffer | null];
    return (await sender.read(['MGET', ...names])) as Records;
  }

  /** Resolves to what is there now, if that is not what the batch was worked out from. */
  async #write(
    wanted: readonly Wanted[],
    tagged: readonly Tagged[],
    snapshot: Snapshot,
    applied: AppliedBatch,
    sender: Sender,
  ): Promise<Records | undefined> {
    const writes = new Writes(this.#operations, snapshot, this.#now);
    const { maxEntries, maxBytes } = this.#place.settings;
    const reply = await sender.writeBy(WRITE, [
      this.#place.announcements.messageOf(applied.announcements),
      String(this.#now),
      boundOf(maxEntries),
      boundOf(maxBytes),
      this.#place.isSweepDue() ? '1' : '',
      String(wanted.length),
      ...wanted.flatMap(({ name, isWhole }, at) => [name, modeOf(isWhole), snapshot.stampAt(at)]),
      ...writes.argumentsOf(applied, this.#values),
      ...untagsOf(tagged, snapshot, applied),
    ]);
    if (Array.isArray(reply)) return reply as Records;
    if (reply !== 0) this.#place.culler.begin(String(reply));
    return undefined;
  }

  #snapshotOf(wanted: readonly Wanted[], records: Records): Snapshot {
    const { codec, settings } = this.#place;
    return new Snapshot(wanted, records, codec.decode, (failure) => {
      settings.listener.failed(failure);
    });
  }

  /** With a full server, what would store fails, and the others are done. */
  #refuseStoring(error: CacheError): void {
    for (const [at, operation] of this.#asked.entries())
      if (stores(operation, this.#now)) this.#refusals.add(at, error);
    this.#operations = this.#refusals.replace(this.#asked);
  }
}

function modeOf(isWhole: boolean): string {
  return isWhole ? 'whole' : 'head';
}
