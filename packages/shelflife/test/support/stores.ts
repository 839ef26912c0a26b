/** The contract on the stores that Node and browsers have in common. */
import { indexedDBStore, memoryStore } from 'shelflife';
import { storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

const queued = { acknowledge: 'queued' } as const;

const runner = { describe, test, expect };

export function contractOfStores(): void {
  storeContract('memoryStore', () => memoryStore(), runner);
  storeContract('memoryStore, queued', () => memoryStore(), runner, queued);
  storeContract('indexedDBStore', () => indexedDBStore(), runner);
  storeContract('indexedDBStore, no tier', () => indexedDBStore(), runner, { memory: false });
  storeContract('indexedDBStore, queued', () => indexedDBStore(), runner, queued);
}
