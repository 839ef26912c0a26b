/**
 * The page that an engine is driven with: it has the package at `window.shelflife`, as the page of the
 * browser tests has, their functions at `window.inPage`, their workload at `window.drill`, and what
 * only a run of an engine needs at `window.engine`. With `?worker` caches do their work in a worker unless
 * they name a store; with `?report` it runs the contract by itself and posts the results, for browsers
 * that no driver drives.
 */
import * as shelflife from 'shelflife';
import type { Runner } from 'shelflife/testing';
import { workerStore } from 'shelflife/worker';
import { installDrill } from '../../e2e/in-page/workload.ts';
import * as inPage from './in-page.ts';
import { probe } from './probe.ts';
import { type Progress, start } from './runner.ts';
import { SUITES } from './suites.ts';

const query = new URLSearchParams(location.search);
const uncaught: string[] = [];

addEventListener('error', ({ message, filename, lineno }) =>
  uncaught.push(`${message} (${filename}:${lineno})`),
);
addEventListener('unhandledrejection', ({ reason }) =>
  uncaught.push(`unhandled rejection: ${reason} ${reason?.stack ?? ''}`),
);

/** A cache where this page's caches do their work. */
function createCache(options: shelflife.CacheOptions = {}): shelflife.UntypedCache {
  const place = query.has('worker') ? { store: workerStore() } : {};
  return shelflife.createCache({ ...place, ...options });
}

/** Starts the suites of these names, all without any; the progress is at `window.contract`. */
function contract(names: readonly string[] = Object.keys(SUITES)): Progress {
  const declare = (runner: Runner): void => {
    for (const name of names) SUITES[name]?.(runner);
  };
  window.contract = start(declare);
  return window.contract;
}

const engine = {
  contract,
  probe,
  uncaught,
  suites: Object.keys(SUITES),
  /** Begins the workload on a cache named `drill`. */
  openDrill(options: shelflife.CacheOptions = {}): void {
    installDrill();
    window.drill.cache = createCache({ name: 'drill', deadline: 2, ...options });
  },
};

declare global {
  interface Window {
    engine: typeof engine;
    inPage: typeof inPage;
    contract: Progress | undefined;
  }
}

window.shelflife = {
  ...shelflife,
  createCache: createCache as typeof shelflife.createCache,
  workerStore,
};
window.inPage = inPage;
window.engine = engine;
document.title = 'ready';

if (query.has('frame')) void tellParent();
if (query.has('report')) void report(query.get('report')?.split(';').filter(Boolean));

/** Posts how each test went, and the probe's findings. */
async function report(names: readonly string[] | undefined): Promise<void> {
  const progress = contract(names?.length ? names : undefined);
  while (!progress.done) await new Promise((resolve) => setTimeout(resolve, 200));
  const body = JSON.stringify({ results: progress.results, uncaught, probe: await probe() });
  await fetch('/report', { method: 'POST', body });
}

/** A frame without an origin of its own cannot be asked from outside. */
async function tellParent(): Promise<void> {
  const cache = createCache({ name: 'sandboxed' });
  await cache.set('movie', 'The Manjhi');
  const movie = await cache.get('movie');
  for (;;) {
    parent.postMessage([movie, cache.backend], '*');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
