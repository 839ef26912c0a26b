/** What each visit of this tab took, and what it would have taken without a cache. */
import type { PartName, Visit } from './parts.ts';

export interface VisitFigures {
  readonly number: number;
  /** Milliseconds until the page was complete. */
  readonly ms: number;
  /** The slowest of its requests, had each part been requested; the parts are requested together. */
  readonly withoutCache: number;
  readonly requestsSaved: number;
}

export interface History {
  readonly visits: number;
  readonly requestsSaved: number;
  readonly msSaved: number;
  /** The last ones, oldest first. */
  readonly last: readonly VisitFigures[];
}

const HISTORY_KEY = 'shelflife-demo:visits';
const LOAD_TIMES_KEY = 'shelflife-demo:load-times';
const SHOWN = 12;

const EMPTY: History = { visits: 0, requestsSaved: 0, msSaved: 0, last: [] };

/** A reload keeps it, as the reload is the visit that shows what a cache is for. */
export const readHistory = (): History => ({
  ...EMPTY,
  ...JSON.parse(sessionStorage.getItem(HISTORY_KEY) ?? '{}'),
});

export function addToHistory(history: History, visit: Visit): History {
  const figures = figuresOf(visit);
  const { ms, withoutCache, requestsSaved } = figures;
  const next = {
    visits: history.visits + 1,
    requestsSaved: history.requestsSaved + requestsSaved,
    msSaved: history.msSaved + withoutCache - ms,
    last: [...history.last, figures].slice(-SHOWN),
  };
  sessionStorage.setItem(HISTORY_KEY, JSON.stringify(next));
  return next;
}

function figuresOf({ number, ms, flows }: Visit): VisitFigures {
  const times = loadTimes();
  for (const { part, phases } of flows) {
    const load = phases.find(({ name }) => name === 'load');
    if (load) times[part] = load.ms;
  }
  localStorage.setItem(LOAD_TIMES_KEY, JSON.stringify(times));
  const withoutCache = Math.max(...flows.map(({ part }) => times[part] ?? 0));
  const requestsSaved = flows.filter(({ origin }) => origin === 'hit').length;
  return { number, ms, withoutCache, requestsSaved };
}

/** How long each part took when it was last loaded, by whichever tab. */
const loadTimes = (): Partial<Record<PartName, number>> =>
  JSON.parse(localStorage.getItem(LOAD_TIMES_KEY) ?? '{}');
