import { indexedDBStore, memoryStore } from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

storeContract('memoryStore in Chromium', memoryStore, { describe, expect, test });
storeContract('indexedDBStore in Chromium', indexedDBStore, { describe, expect, test });
