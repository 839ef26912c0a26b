/** A scenario: code that runs, the same code as shown, and what it teaches. */
import type { Cache } from 'shelflife';
import type { HighlightedCode } from '../build/highlighted-code.ts';

export interface Scenario {
  readonly number: number;
  readonly title: string;
  /** What Django's documentation calls it. */
  readonly django: string;
  /** One sentence: what to look at. */
  readonly teaches: string;
  readonly code: HighlightedCode;
  /** The same in Django. */
  readonly python: HighlightedCode;
  /** Runs the code on this cache; the promises in an object it returns are parts of the page. */
  readonly run: (cache: Cache) => unknown;
}
