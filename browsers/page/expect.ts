/** The matchers that the contract suite asks of its runner, and no more. */
import type { Matchers } from 'shelflife/testing';
import { alike } from './alike.ts';
import { shown } from './shown.ts';

/** A check of a value that fails by throwing. */
export const expect = (value: unknown): Matchers => matchers(value, false);

function matchers(value: unknown, negated: boolean): Matchers {
  const check = (holds: boolean, relation: string, expected: unknown): void => {
    if (holds !== negated) return;
    throw new Error(`${shown(value)} is ${negated ? '' : 'not '}${relation} ${shown(expected)}`);
  };
  return {
    get not() {
      return matchers(value, !negated);
    },
    toBe: (expected) => check(Object.is(value, expected), 'identical to', expected),
    toEqual: (expected) => check(alike(value, expected), 'equal to', expected),
    toBeInstanceOf: (type) => {
      const isOne = typeof type === 'function' && value instanceof type;
      check(isOne, 'an instance of', (type as { name?: string })?.name);
    },
    toBeGreaterThan: (bound) => check((value as number) > bound, 'greater than', bound),
    toBeLessThanOrEqual: (bound) => check((value as number) <= bound, 'at most', bound),
    toMatch: (pattern) => check(pattern.test(String(value)), 'matched by', pattern),
  };
}
