/** The page's side of the benchmark: what the terminal's side calls, piece by piece. */
import { toCharts } from './charts/index.ts';
import type { Result } from './measuring/rounds.ts';
import { COMPARISON, FULL, QUICK } from './pace.ts';
import { compareBuilds } from './report/comparison.ts';
import { toJson } from './report/json.ts';
import { type Results, type Size, toMarkdown, toReach } from './report/markdown.ts';
import { judge } from './report/targets.ts';
import { pieces, type SectionId } from './suites/index.ts';
import { sweepAlong } from './suites/sweeps.ts';

/** What the terminal's side gives the page. */
declare global {
  var progress: (share: number) => void;
  /** Ms of processor time that this page's main thread has spent in tasks so far. */
  var busyTime: () => Promise<number>;
  /** Opens so many more tabs, each with a cache that sweeps. */
  var sweepInOtherTabs: (database: string, peer: string, tabs: number) => Promise<void>;
  var bench: typeof api;
}

/** The results of one piece of work, which is named by its title. */
interface Measured {
  readonly piece: string;
  readonly results: readonly Result[];
}

const api = {
  sweepAlong,

  /** Titles of the pieces of work in which any row matches. */
  pieces(pattern: string): string[] {
    return pieces
      .filter(({ title, rows }) => rows.some((row) => matches(pattern, title, row)))
      .map(({ title }) => title);
  },

  async run(title: string, pattern: string, isQuick: boolean): Promise<readonly Result[]> {
    const pace = isQuick ? QUICK : IS_COMPARISON ? COMPARISON : FULL;
    const piece = pieces.find((piece) => piece.title === title)!;
    return piece.run(pace, progress, (row) => matches(pattern, title, row));
  },

  /** The files to write, by name. */
  report(environment: string, all: Measured[], sizes: Size[]): Record<string, string> {
    const results = bySection(all);
    const verdicts = judge(all.flatMap((measured) => measured.results));
    return {
      'results.json': toJson({ environment, results, verdicts, sizes }),
      'results.md': toMarkdown({ environment, results, verdicts, sizes }),
      ...toCharts(all.flatMap((measured) => measured.results)),
    };
  },

  comparison(all: Measured[]): string {
    return compareBuilds(all.flatMap(({ results }) => results));
  },

  toReach(all: Measured[]): string {
    return toReach(judge(all.flatMap(({ results }) => results)));
  },
};

function matches(pattern: string, piece: string, row: string): boolean {
  return new RegExp(pattern, 'i').test(`${piece}: ${row}`);
}

function bySection(all: readonly Measured[]): Results {
  const sections: Partial<Record<SectionId, Result[]>> = {};
  for (const { piece, results } of all) {
    const { section } = pieces.find(({ title }) => title === piece)!;
    sections[section] = [...(sections[section] ?? []), ...results];
  }
  return sections;
}

globalThis.bench = api;
