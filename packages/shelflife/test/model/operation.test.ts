/** What kind of operation is which: reads share a read-only transaction, and a lease is no entry. */
import { expect, test } from 'vitest';
import { changesEntries, isWrite, type Operation, usesLease } from '../../src/model/operation.js';

const entry = { key: 'k', value: 1, expires: Infinity };
const lease = { token: 't', holder: 'h', until: 1 };

/** Whether each one writes, changes entries, and looks at a lease. */
const OPERATIONS: [Operation, isWrite: boolean, changesEntries: boolean, usesLease: boolean][] = [
  [{ type: 'get', key: 'k' }, false, false, false],
  [{ type: 'has', key: 'k' }, false, false, false],
  [{ type: 'set', ...entry }, true, true, false],
  [{ type: 'add', ...entry }, true, true, false],
  [{ type: 'touch', key: 'k', expires: 1 }, true, true, false],
  [{ type: 'incr', key: 'k', delta: 1 }, true, true, false],
  [{ type: 'move', key: 'k', to: 'l' }, true, true, false],
  [{ type: 'delete', key: 'k' }, true, true, false],
  [{ type: 'clear' }, true, true, false],
  [{ type: 'lease', key: 'k', lease }, true, false, true],
  [{ type: 'fulfil', ...entry, token: 't' }, true, true, true],
  [{ type: 'release', key: 'k', lease }, true, false, true],
];

test.each(OPERATIONS)('$type', (operation, writes, changes, uses) => {
  expect([isWrite(operation), changesEntries(operation), usesLease(operation)]).toEqual([
    writes,
    changes,
    uses,
  ]);
});
