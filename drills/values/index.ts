/**
 * Every type of the structured clone algorithm, as the Web Platform Tests list them, and a way to try
 * them all. Each part stands alone and leaves what it makes in the page: send them there one by one, in
 * this order, or import them into a page's own bundle and call them.
 */
import { installBare } from './bare.ts';
import { installBinaryValues } from './binary.ts';
import { installComparison } from './comparison.ts';
import { installNestedValues } from './nesting.ts';
import { installPlainValues } from './plain.ts';
import { installPlatformValues } from './platform.ts';
import { installRefusedValues } from './refused.ts';
import { installTrial } from './trial.ts';

export const PARTS: readonly (() => void)[] = [
  installPlainValues,
  installBinaryValues,
  installPlatformValues,
  installRefusedValues,
  installNestedValues,
  installBare,
  installComparison,
  installTrial,
];

/** All of them at once, for a page that has them in its bundle. */
export function installValues(): void {
  for (const install of PARTS) install();
}
