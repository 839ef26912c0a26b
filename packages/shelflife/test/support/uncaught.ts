/** What nobody catches, in Node: gathered from each test of the file that asks for it, and expected of none. */
import { afterEach, beforeEach, expect } from 'vitest';

/** So far in this test. */
export const uncaught: unknown[] = [];

/** Fails each test of the file that leaves something uncaught. */
export function expectNothingUncaught(): void {
  const note = (error: unknown) => void uncaught.push(error);

  beforeEach(() => {
    uncaught.length = 0;
    process.on('uncaughtException', note);
    process.on('unhandledRejection', note);
  });

  afterEach(() => {
    process.off('uncaughtException', note);
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
  });
}
