/** The base of all browser tests: each has an origin of its own, and so its own databases and quota. */
import { test as base, expect } from '@playwright/test';
import type * as Shelflife from 'shelflife';
import type { workerStore } from 'shelflife/worker';
import { HARNESS_PORT } from './ports.ts';

declare global {
  interface Window {
    shelflife: typeof Shelflife & { workerStore: typeof workerStore };
    /** Errors and rejections that the page did not catch. */
    uncaught: string[];
  }
}

export interface OriginFixtures {
  /** Whether caches do their work in a worker. */
  inWorker: boolean;
  /** An origin that no other test uses. */
  origin: string;
}

let origins = 0;

export const test = base.extend<OriginFixtures>({
  inWorker: [false, { option: true }],

  origin: async ({ inWorker }, use) => {
    const place = inWorker ? 'w' : 't';
    await use(`http://${place}${process.pid}-${++origins}.localhost:${HARNESS_PORT}`);
  },
});

export { expect };
