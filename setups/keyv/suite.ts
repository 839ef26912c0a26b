/** The suites of Keyv over the adapter: its own from npm, and what the one for Keyv 6 has besides, restated. */
import 'fake-indexeddb/auto';
import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite';
import Keyv from 'keyv';
import { createCache, indexedDBStore, memoryStore } from 'shelflife';
import { keyvAdapter } from 'shelflife/keyv';
import * as vitest from 'vitest';
import { adapterTests } from './adapter-tests.ts';

const stores = { memory: memoryStore, IndexedDB: indexedDBStore };

/** They test what Keyv 6 has changed, and are restated below. */
const ONLY_IN_KEYV_5 = [
  '.deleteMany([keys]) with nonexistent keys resolves to false',
  'value can be BigInt using other serializer/deserializer',
];

const runner = {
  ...vitest,
  it: (name: string, test: () => void) => {
    if (!ONLY_IN_KEYV_5.includes(name)) vitest.it(name, test);
  },
};

for (const [name, store] of Object.entries(stores))
  vitest.describe(`Keyv on ${name}`, () => {
    const cache = createCache({ name: `keyv-${name}`, store: store() });
    const newAdapter = () => keyvAdapter(cache);
    // The suite is typed by Keyv 5.
    keyvTestSuite(runner as never, Keyv as never, newAdapter);
    keyvIteratorTests(runner as never, Keyv as never, newAdapter);
    adapterTests(name, store);
  });
