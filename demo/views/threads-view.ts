/** `<threads-view>`: what the worker is for: the page stays smooth while much is stored. */
import { html } from 'lit';
import { type Cache, createCache } from 'shelflife';
import { workerStore } from 'shelflife/worker';
import type { Action } from '../elements/action-bar.ts';
import { formatMs } from '../format/time.ts';
import { longestFrame } from './longest-frame.ts';
import { type Stage, StageView } from './stage.ts';

const OBJECTS = 5000;

interface Thread {
  readonly id: string;
  readonly title: string;
  readonly create: () => Cache;
}

/** Caches of their own: five thousand rows would bury the others. */
const THREADS: readonly Thread[] = [
  {
    id: 'main',
    title: 'Main thread',
    create: () => createCache({ name: 'many_on_main_thread', memory: false }),
  },
  {
    id: 'worker',
    title: 'Worker',
    create: () => createCache({ name: 'many_in_worker', memory: false, store: workerStore() }),
  },
];

interface Result {
  readonly ms: number;
  readonly longest: number;
}

export class ThreadsView extends StageView {
  readonly #results = new Map<string, Result>();
  #running: string | undefined;
  #failure = '';

  async #store({ id, title, create }: Thread) {
    if (this.#running) return;
    this.#running = id;
    this.#failure = '';
    this.requestUpdate();
    await this.updateComplete;
    const cache = create();
    try {
      const result = await measured(cache);
      this.#results.set(id, result);
      this.settle(`${title}: longest frame ${formatMs(result.longest)}`);
    } catch (error) {
      this.#failure = String(error);
    } finally {
      this.#running = undefined;
      this.requestUpdate();
      await cache.destroy();
    }
  }

  protected override render() {
    return html`<div class="stage rail">
      <section class="panel main" aria-labelledby="threads">
        <div class="bar"><h2 id="threads">Main thread and worker</h2></div>
        <div class="card stack">
          <p class="teaches">
            Storing ${OBJECTS} objects keeps a thread busy, and the animation waits for the main thread. With a worker
            the page only hands the objects over. The cache is the same, and one line of code makes the difference.
          </p>
          <div class="runner" aria-hidden="true"><i></i></div>
          <div class="sides">${THREADS.map((thread) => this.#shown(thread))}</div>
          <p class="sub" role="alert">${this.#failure}</p>
        </div>
      </section>
      ${this.stage.table}
    </div>
    ${this.bar(this.#action())}`;
  }

  /** The thread that was not measured yet. */
  #action(): Action {
    const next = THREADS.find(({ id }) => !this.#results.has(id)) ?? THREADS[0]!;
    const [result, more] = THREADS.map(({ id, title }) => figureOf(title, this.#results.get(id)));
    return {
      label: `Store in ${next.title.toLowerCase()}`,
      isBusy: this.#running !== undefined,
      run: () => this.#store(next),
      result,
      more: more!,
    };
  }

  #shown(thread: Thread) {
    const result = this.#results.get(thread.id);
    return html`<section class="profile thread" aria-label=${thread.title}>
      <div>
        <h3>${thread.title}</h3>
        <p class="lead">${result ? formatMs(result.longest) : '–'}</p>
        <p class="sub">${result ? `longest frame; all stored in ${formatMs(result.ms)}` : 'longest frame'}</p>
      </div>
      <button type="button" class="primary" aria-disabled=${this.#running !== undefined} @click=${() => this.#store(thread)}>
        ${this.#running === thread.id ? 'Storing…' : `Store ${OBJECTS} objects`}
      </button>
    </section>`;
  }
}

const figureOf = (title: string, result: Result | undefined) =>
  `${title}: longest frame ${result ? formatMs(result.longest) : '–'}`;

async function measured(cache: Cache): Promise<Result> {
  await cache.get('opened');
  const startedAt = performance.now();
  const longest = await longestFrame(() =>
    cache.setMany(
      Array.from({ length: OBJECTS }, (_, n): [string, object] => [`object:${n}`, objectOf(n)]),
    ),
  );
  return { longest, ms: performance.now() - startedAt };
}

const objectOf = (n: number) => ({ id: n, name: `Student ${n}`, courses: ['Python', 'Django'] });

customElements.define('threads-view', ThreadsView);

export const view = (stage: Stage) => html`<threads-view .stage=${stage}></threads-view>`;
