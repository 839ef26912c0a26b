/** The contract of sessions, in Node: IndexedDB by fake-indexeddb, the worker in this thread. */
import 'fake-indexeddb/auto';
import { indexedDBStore, memoryStore } from 'shelflife';
import { sessionContract } from 'shelflife/testing';
import { workerStore } from 'shelflife/worker';
import { describe, expect, test } from 'vitest';
import { lock } from '../support/behind.js';
import { startServing } from '../support/in-thread.js';

const runner = { describe, test, expect };

/** A foreign transaction holds the database. */
const stall = async (name: string) => (await lock(name)).release;

const inThread = () => workerStore({ worker: () => startServing() as unknown as Worker });

sessionContract('memoryStore', () => memoryStore(), runner);
sessionContract('indexedDBStore', () => indexedDBStore(), runner, { stall });
sessionContract('workerStore', inThread, runner, { stall });
