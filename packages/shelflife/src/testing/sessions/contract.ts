/** The contract of a store's sessions, sentence by sentence, without a cache between. */
import type { Store } from '../../store/index.js';
import type { Runner } from '../runner.js';
import { ending } from './ending.js';
import { type SessionContractOptions, sessionChecker } from './fixture.js';
import { leaseEnds } from './lease-ends.js';
import { leases } from './leases.js';
import { listening } from './listening.js';
import { order } from './order.js';
import { outcomes } from './outcomes.js';
import { pages } from './pages.js';
import { waiting } from './waiting.js';

const THEMES = {
  'the outcomes of operations': outcomes,
  'order and wholeness': order,
  'keys in pages': pages,
  leases,
  'what ends a lease': leaseEnds,
  'changes by others': listening,
  'waiting, urgency and deadlines': waiting,
  'close and destroy': ending,
};

/**
 * Declares the tests of a store's sessions: what `storeContract` tests through a cache, this one asks of
 * the store itself. Start with this suite when you write a store; the failures lie nearer to their cause.
 * `makeStore` is called once for each test.
 *
 * @example
 * import { describe, expect, test } from 'vitest';
 * import { sessionContract } from 'shelflife/testing';
 * sessionContract('my store', () => myStore(), { describe, test, expect });
 */
export function sessionContract(
  name: string,
  makeStore: () => Store,
  runner: Runner,
  options?: SessionContractOptions,
): void {
  const check = sessionChecker(makeStore, runner, options);
  runner.describe(name, () => {
    for (const [theme, tests] of Object.entries(THEMES)) runner.describe(theme, () => tests(check));
  });
}
