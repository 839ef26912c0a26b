/** Which operations are writes: the others share a read-only transaction, and wait for nobody. */
import { expect, test } from 'vitest';
import { isWrite, type Operation } from '../../src/model/operation.js';

const entry = { key: 'k', value: 1, expires: Infinity };

const OPERATIONS: [Operation, boolean][] = [
  [{ type: 'get', key: 'k' }, false],
  [{ type: 'has', key: 'k' }, false],
  [{ type: 'set', ...entry }, true],
  [{ type: 'add', ...entry }, true],
  [{ type: 'touch', key: 'k', expires: 1 }, true],
  [{ type: 'incr', key: 'k', delta: 1 }, true],
  [{ type: 'move', key: 'k', to: 'l' }, true],
  [{ type: 'delete', key: 'k' }, true],
  [{ type: 'clear' }, true],
];

test.each(OPERATIONS)('$type', (operation, writes) => {
  expect(isWrite(operation)).toBe(writes);
});
