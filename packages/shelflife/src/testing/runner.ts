/** The test runner that the suite is handed: what Vitest, Jest and Bun have in common. */

/** What the suite expects of a value. */
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
