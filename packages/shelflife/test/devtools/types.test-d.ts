/** Compiled only: what the devtools take. */
import { createCache } from 'shelflife';
import {
  type DevtoolsOptions,
  mountDevtools,
  type NamedWriter,
  type Row,
  type ShelflifeDevtools,
  type ShelflifeEntries,
} from 'shelflife/devtools';

declare const devtools: ShelflifeDevtools;
declare const table: ShelflifeEntries;
const typed = createCache<{ movie: string; roll: number }>();

export function anyCacheWillDo(): void {
  const unmount: () => void = mountDevtools(typed);
  unmount();
  mountDevtools(createCache(), { side: 'right', open: false, theme: 'dark', label: 'a' });
  mountDevtools(typed.namespace('a').withVersion(2), { now: () => 0 });
  devtools.cache = typed;
  table.cache = createCache();
}

export function whatIsWrongDoesNotCompile(): DevtoolsOptions {
  // @ts-expect-error no cache
  mountDevtools({});
  // @ts-expect-error no such side
  mountDevtools(typed, { side: 'left' });
  // @ts-expect-error no such option
  mountDevtools(typed, { docked: true });
  // @ts-expect-error no clock
  return { now: 12 };
}

export function theTableKnowsItsEntries(): NamedWriter | undefined {
  table.writerOf = ({ key }: Row) => ({ name: key, colour: 'teal' });
  const element: ShelflifeEntries = document.createElement('shelflife-entries');
  const [entry] = element.entries;
  const expires: number | null | undefined = entry?.expires;
  // @ts-expect-error a number
  table.kept = '10';
  return expires === null && entry ? table.writerOf(entry) : undefined;
}
