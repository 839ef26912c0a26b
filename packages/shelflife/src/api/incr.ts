/** `incr` and `decr`: how their arguments become one operation. */
import { checkMembers } from '../model/arguments.js';
import type { IncrOperation } from '../model/operation.js';
import { checkNumber, EXPIRY, initialIn, lifetimeOf, type Num } from './call-options.js';
import type { CountOptions } from './option-types.js';
import type { ViewScope } from './view-scope.js';

/** @param isDown whether `delta` is subtracted */
export function incrOperation(
  scope: ViewScope,
  key: string,
  delta: Num | undefined,
  options: CountOptions<Num> = {},
  isDown = false,
): IncrOperation {
  const by = delta === undefined ? 1 : delta;
  checkNumber(by, 'delta');
  checkMembers(options, 'options', ['version', 'initial', 'timeout']);
  const { version, initial, timeout } = options;
  const { place, ...storing } = scope.target(key, { version, timeout }, EXPIRY);
  const counting = { delta: isDown ? -by : by, unit: delta === undefined };
  const start = initialIn(initial, delta, timeout);
  const content = start && { initial: { ...start, ...lifetimeOf(storing) } };
  return { type: 'incr', ...place, ...counting, ...content };
}
