import 'fake-indexeddb/auto';
import { indexedDBStore, memoryStore } from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

storeContract('memoryStore in Node', memoryStore, { describe, expect, test });
storeContract('indexedDBStore on fake-indexeddb', indexedDBStore, { describe, expect, test });
