/** The page's side of the benchmark: what the terminal's side calls, piece by piece. */
import { toSvg } from './chart.ts';
import { runHolding } from './holding.ts';
import { FULL, QUICK } from './pace.ts';
import { type Report, type Size, toMarkdown } from './report.ts';
import { type Result, runWorkload } from './rounds.ts';
import { summarize } from './statistics.ts';
import { judge } from './targets.ts';
import { workloads } from './workloads/index.ts';

/** What the terminal's side gives the page. */
declare global {
  var progress: (share: number) => void;
  var bench: typeof api;
}

const api = {
  /** The pieces of work, by title. */
  pieces(filter: string): string[] {
    const titles = workloads.map(({ title }) => title);
    return [...titles, HOLDING].filter((title) => title.includes(filter));
  },

  async run(piece: string, quick: boolean): Promise<Result[]> {
    const pace = quick ? QUICK : FULL;
    const workload = workloads.find(({ title }) => title === piece);
    return workload ? [await runWorkload(workload, pace, progress)] : runHolding(pace, progress);
  },

  /** The files to write, by their endings. */
  report(environment: string, all: Result[], sizes: Size[]): Record<string, string> {
    const results = all.filter(({ id }) => workloads.some((workload) => workload.id === id));
    const holding = all.filter((result) => !results.includes(result));
    const verdicts = judge(all);
    const report: Report = { environment, results, holding, verdicts, sizes };
    return {
      json: toJson({
        ...report,
        results: results.map(withSummaries),
        holding: holding.map(withSummaries),
      }),
      md: toMarkdown(report),
      svg: toSvg(results),
    };
  },
};

const DIGITS = 4;

const HOLDING = 'Shelflife with few and many entries held';

/** No further digit of a number means anything. */
function toJson(report: object): string {
  const shorten = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;
  return `${JSON.stringify(report, shorten, 2)}\n`;
}

function withSummaries({ samples, ...result }: Result): object {
  const costs = Object.entries(samples).map(([name, rounds]) => [
    name,
    { ...summarize(rounds), rounds },
  ]);
  return { ...result, costs: Object.fromEntries(costs) };
}

globalThis.bench = api;
