/** The public contract, in Node: IndexedDB by fake-indexeddb. */
import 'fake-indexeddb/auto';
import { indexedDBStore, memoryStore } from 'shelflife';
import { describe, expect, test } from 'vitest';
import { behaviours } from './behaviour/suite.js';

behaviours('memoryStore', () => memoryStore(), { describe, test, expect });
behaviours('indexedDBStore', () => indexedDBStore(), { describe, test, expect });
