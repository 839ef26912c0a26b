/** The page's side of the benchmark: what the terminal's side calls, piece by piece. */
import { toSvg } from './chart.ts';
import { FULL, QUICK } from './pace.ts';
import { pieces } from './pieces.ts';
import { PARTS, type Parts, type Size, toMarkdown } from './report.ts';
import type { Result } from './rounds.ts';
import { summarize } from './statistics.ts';
import { judge } from './targets.ts';

/** What the terminal's side gives the page. */
declare global {
  var progress: (share: number) => void;
  /** Ms of processor time that this page's main thread has spent in tasks so far. */
  var busyTime: () => Promise<number>;
  var bench: typeof api;
}

/** What came of a piece of work, which is named by its title. */
interface Measured {
  readonly piece: string;
  readonly results: readonly Result[];
}

const api = {
  /** The pieces of work, by title. */
  pieces(filter: string): string[] {
    return pieces.map(({ title }) => title).filter((title) => title.includes(filter));
  },

  async run(piece: string, quick: boolean): Promise<Result[]> {
    const pace = quick ? QUICK : FULL;
    return pieces.find(({ title }) => title === piece)!.run(pace, progress);
  },

  /** The files to write, by their endings. */
  report(environment: string, all: Measured[], sizes: Size[]): Record<string, string> {
    const parts = partsOf(all);
    const verdicts = judge(all.flatMap(({ results }) => results));
    return {
      json: toJson({ environment, ...summarized(parts), verdicts, sizes }),
      md: toMarkdown({ environment, parts, verdicts, sizes }),
      svg: toSvg(parts.results),
    };
  },
};

function partsOf(all: readonly Measured[]): Parts {
  const parts = PARTS.map((part) => {
    const titles = pieces.filter((piece) => piece.part === part).map(({ title }) => title);
    const measured = all.filter(({ piece }) => titles.includes(piece));
    return [part, measured.flatMap(({ results }) => results)];
  });
  return Object.fromEntries(parts);
}

const DIGITS = 4;

/** No further digit of a number means anything. */
function toJson(report: object): string {
  const shorten = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  return `${JSON.stringify(report, shorten, 2)}\n`;
}

function summarized(parts: Parts): object {
  return Object.fromEntries(PARTS.map((part) => [part, parts[part].map(withSummaries)]));
}

function withSummaries({ samples, ...result }: Result): object {
  const costs = Object.entries(samples).map(([name, rounds]) => [
    name,
    { ...summarize(rounds), rounds },
  ]);
  return { ...result, costs: Object.fromEntries(costs) };
}

globalThis.bench = api;
