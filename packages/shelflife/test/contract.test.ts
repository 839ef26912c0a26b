/** The public contract, in Node: IndexedDB by fake-indexeddb. */
import 'fake-indexeddb/auto';
import { indexedDBStore, memoryStore } from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

storeContract('memoryStore', () => memoryStore(), { describe, test, expect });
storeContract('indexedDBStore', () => indexedDBStore(), { describe, test, expect });
