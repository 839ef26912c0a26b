/** The course page: its parts, and the visits that put it together. */
import { now } from '../clock.ts';
import { COURSE_VIEW, scenarios } from '../scenarios/index.ts';
import type { Call } from '../trace/call.ts';
import { firstRead, type Run, start } from '../trace/run.ts';
import { addToHistory, readHistory } from './history.ts';
import { PageParts, type PartName, type Visit } from './parts.ts';

const SHOWN_VISITS = 2;

export class CoursePage {
  readonly parts: PageParts;
  /** The last ones, newest first. */
  visits: readonly Visit[] = [];
  history = readHistory();

  constructor(changed: () => void) {
    this.parts = new PageParts(changed);
  }

  /** Puts the page together from the scenario's calls. */
  async visit(): Promise<Run> {
    const scenario = scenarios.find(({ number }) => number === COURSE_VIEW)!;
    const calls: Call[] = [];
    const at = now();
    const startedAt = performance.now();
    const flows = await this.parts.follow(start(scenario, calls));
    const ms = performance.now() - startedAt;
    this.#add({ number: this.history.visits + 1, at, ms, flows });
    return { scenario, calls, returned: this.parts.rendered(), error: this.parts.firstError(), ms };
  }

  /** Takes what a scenario has returned into the page. */
  show(run: Run) {
    const context = run.returned;
    if (typeof context !== 'object' || context === null) return;
    if ('movie' in context) this.#take('movie', context.movie, run);
    if ('name' in context && 'roll' in context) this.#take('student', context, run);
  }

  #take(part: PartName, value: unknown, run: Run) {
    const call = firstRead(run);
    const { requests } = this.parts.values[part];
    const { ms } = run;
    const origin = call?.origin;
    this.parts.set(part, { status: 'ready', value, error: undefined, origin, ms, call, requests });
  }

  #add(visit: Visit) {
    this.history = addToHistory(this.history, visit);
    this.visits = [visit, ...this.visits].slice(0, SHOWN_VISITS);
  }
}
