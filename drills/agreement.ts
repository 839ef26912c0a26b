/** What may be stored after calls in several tabs, by when they began and when they were done. */
import type { Deed } from './in-page/agreement.ts';

const concerns = (deed: Deed, key: string) => deed.key === undefined || deed.key === key;

/** Whether a deed is over before another begins. Clocks count whole milliseconds, so that equal ones say nothing. */
const isBefore = (one: Deed, other: Deed) => one.done! < other.began;

/** The loaded values whose key was set or removed while they were loaded: none of them may be stored. */
export function neverStored(deeds: readonly Deed[]): Deed[] {
  const ends = (load: Deed) => (one: Deed) =>
    one.type !== 'load' &&
    concerns(one, load.key!) &&
    load.began < one.began &&
    one.done! < load.loaded!;
  return deeds.filter((deed) => deed.type === 'load' && deeds.some(ends(deed)));
}

/** Whether `value`, or nothing, may be what is stored under a key in the end. */
export function mayBeLeft(value: string | undefined, key: string, deeds: readonly Deed[]): boolean {
  const own = deeds.filter((deed) => concerns(deed, key));
  const explicit = own.filter(({ type }) => type !== 'load');
  const leaving = own.filter((deed) => deed.value === value);
  if (value !== undefined)
    return leaving.some((one) => !explicit.some((other) => isBefore(one, other)));
  const sets = own.filter(({ type }) => type === 'set');
  return sets.length === 0 || leaving.some((one) => !sets.some((other) => isBefore(one, other)));
}
