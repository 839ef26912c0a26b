/** The public contract, in Node: IndexedDB by fake-indexeddb. */
import 'fake-indexeddb/auto';
import { contractOfStores } from '../support/stores.js';

contractOfStores();
