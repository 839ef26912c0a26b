/** The public contract, in Node: IndexedDB by fake-indexeddb. */
import 'fake-indexeddb/auto';
import { indexedDBStore, memoryStore } from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

const runner = { describe, test, expect };
const queued = { acknowledge: 'queued' } as const;

storeContract('memoryStore', () => memoryStore(), runner);
storeContract('memoryStore, queued', () => memoryStore(), runner, queued);
storeContract('indexedDBStore', () => indexedDBStore(), runner);
storeContract('indexedDBStore, no tier', () => indexedDBStore(), runner, { memory: false });
storeContract('indexedDBStore, queued', () => indexedDBStore(), runner, queued);
