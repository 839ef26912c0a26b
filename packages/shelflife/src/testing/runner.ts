/** The test runner that the suite is given: what Vitest, Jest and Bun have in common. */

/** The matchers that the suite uses. */
export interface Matchers {
  readonly not: Matchers;
  toBe(expected: unknown): void;
  /** Equal by structure; members that are `undefined` count as missing. */
  toEqual(expected: unknown): void;
  toBeInstanceOf(expected: unknown): void;
  toBeGreaterThan(expected: number): void;
  toBeLessThanOrEqual(expected: number): void;
  toMatch(expected: RegExp): void;
}

export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>) => unknown;
  readonly expect: (value: unknown) => Matchers;
}
