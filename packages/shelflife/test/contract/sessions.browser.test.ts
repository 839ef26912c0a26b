/** The contract of sessions, in a real browser, also through a worker. */
import { indexedDBStore, memoryStore } from 'shelflife';
import { sessionContract } from 'shelflife/testing';
import { workerStore } from 'shelflife/worker';
import { describe, expect, test } from 'vitest';
import { lock } from '../support/behind.js';

const runner = { describe, test, expect };

/** A foreign transaction holds the database. */
const stall = async (name: string) => (await lock(name)).release;

// One worker for all tests: a new one for each would take most of the time.
const worker = new Worker(new URL('../../src/worker/script.ts', import.meta.url), {
  type: 'module',
});

sessionContract('memoryStore', () => memoryStore(), runner);
sessionContract('indexedDBStore', () => indexedDBStore(), runner, { stall });
sessionContract('workerStore', () => workerStore({ worker }), runner, { stall });
