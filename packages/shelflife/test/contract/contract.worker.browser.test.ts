/** The public contract in a real browser, through a worker. */
import { storeContract } from 'shelflife/testing';
import { workerStore } from 'shelflife/worker';
import { describe, expect, test } from 'vitest';

// One worker for all tests: a new one for each would take most of the time.
const worker = new Worker(new URL('../../src/worker/script.ts', import.meta.url), {
  type: 'module',
});

storeContract('workerStore', () => workerStore({ worker }), { describe, test, expect });
