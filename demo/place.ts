/** Where the database work is done: a choice that stands in the URL, so that a reload keeps it. */
import type { Cache } from 'shelflife';
import type { HighlightedCode } from './build/highlighted-code.ts';
import { inWorker } from './caches/in-worker.ts';
import inWorkerCode from './caches/in-worker.ts?highlighted';
import { onMainThread } from './caches/on-main-thread.ts';
import onMainThreadCode from './caches/on-main-thread.ts?highlighted';

const PARAMETER = 'store';

export interface Place {
  /** As the URL has it. */
  readonly id: 'main' | 'worker';
  readonly title: string;
  readonly code: HighlightedCode;
  readonly create: () => Cache;
}

const mainThread: Place = {
  id: 'main',
  title: 'Main thread',
  code: onMainThreadCode,
  create: onMainThread,
};

const worker: Place = {
  id: 'worker',
  title: 'Worker',
  code: inWorkerCode,
  create: inWorker,
};

export const places: readonly Place[] = [mainThread, worker];

export function placeInUrl(): Place {
  const named = new URL(location.href).searchParams.get(PARAMETER);
  return places.find(({ id }) => id === named) ?? mainThread;
}

/** The default needs no words. */
export function keepInUrl(place: Place) {
  const url = new URL(location.href);
  if (place === mainThread) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, place.id);
  history.replaceState(history.state, '', url);
}
