/**
 * The suite that every store must pass. It depends on no test runner: hand it yours.
 *
 * @example
 * import { describe, expect, test } from 'vitest';
 * import { storeContract } from 'shelflife/testing';
 * storeContract('my store', () => myStore(), { describe, expect, test });
 */
import type { Store } from '../stores/store.js';
import { atomicity } from './atomicity.js';
import { batches } from './batches.js';
import { bench, type Runner } from './bench.js';
import { culling } from './culling.js';
import { expiry } from './expiry.js';
import { keys } from './keys.js';
import { lifecycle } from './lifecycle.js';
import { loaders } from './loaders.js';
import { values } from './values.js';
import { walks } from './walks.js';

export type { Expectation, Runner } from './bench.js';

/**
 * Declares the tests of a store.
 *
 * @param name how the suite is called in the runner's output
 * @param makeStore makes the store under test; caches of one name on one store must share entries
 * @param runner `describe`, `test` and `expect` of Vitest, Jest or their like
 */
export function storeContract(name: string, makeStore: () => Store, runner: Runner): void {
  const themes = { values, expiry, keys, atomicity, loaders, batches, walks, culling, lifecycle };
  runner.describe(name, () => {
    for (const [theme, declare] of Object.entries(themes))
      runner.describe(theme, () => declare(bench(makeStore, runner)));
  });
}
