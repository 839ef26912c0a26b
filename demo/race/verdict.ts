/** Who was faster, and whether that is more than chance. */
import { intervalOf, median, ratios } from '../../bench/measuring/statistics.ts';
import { OURS } from './contenders.ts';
import type { Times } from './race.ts';

/** Shelflife beside the fastest of the others. */
export type Verdict =
  | { readonly outcome: 'open' }
  | { readonly outcome: 'even'; readonly other: string }
  | {
      readonly outcome: 'won';
      readonly winner: string;
      readonly loser: string;
      readonly factor: number;
    };

export function verdictOn(times: Times): Verdict {
  const { [OURS]: ours = [], ...others } = times;
  const [other] = Object.keys(others).sort((a, b) => median(others[a]!) - median(others[b]!));
  if (other === undefined) return { outcome: 'open' };
  const { median: factor, from, to, isSure } = intervalOf(ratios(others[other]!, ours));
  if (!isSure) return { outcome: 'open' };
  if (from > 1) return { outcome: 'won', winner: OURS, loser: other, factor };
  if (to < 1) return { outcome: 'won', winner: other, loser: OURS, factor: 1 / factor };
  return { outcome: 'even', other };
}
