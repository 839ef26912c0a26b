/** The views of the demo, by the fragment of the address; each is loaded when it is first shown. */
import type { TemplateResult } from 'lit';
import type { Stage } from './stage.ts';

export interface View {
  readonly id: string;
  readonly title: string;
  /** Whether it shows by itself what is wrong with the server. */
  readonly hasServerSwitch?: true;
  readonly load: () => Promise<{ readonly view: (stage: Stage) => TemplateResult }>;
}

export interface ShownView extends View {
  readonly render: (stage: Stage) => TemplateResult;
}

const tour: View = { id: 'tour', title: 'Tour', load: () => import('./tour-view.ts') };

export const views: readonly View[] = [
  tour,
  { id: 'compare', title: 'With and without', load: () => import('./compare-view.ts') },
  { id: 'tabs', title: 'A second tab', load: () => import('./tabs-view.ts') },
  {
    id: 'stale',
    title: 'Even when stale',
    hasServerSwitch: true,
    load: () => import('./stale-view.ts'),
  },
  { id: 'release', title: 'Versions', load: () => import('./release-view.ts') },
  { id: 'break', title: 'Break it', hasServerSwitch: true, load: () => import('./break-view.ts') },
  { id: 'threads', title: 'Main thread and worker', load: () => import('./threads-view.ts') },
  { id: 'race', title: 'The race', load: () => import('./race-view.ts') },
  { id: 'console', title: 'Console', load: () => import('./console-view.ts') },
];

export const viewInUrl = (): View => views.find(({ id }) => `#${id}` === location.hash) ?? tour;

/** Calls back when another view is asked for. */
export const onView = (listener: () => void) => addEventListener('hashchange', listener);
