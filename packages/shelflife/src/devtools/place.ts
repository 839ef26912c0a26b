/** Where the devtools are docked, and how large: remembered for the origin, where it can be. */

export type Side = 'bottom' | 'right';

export type Tab = 'entries' | 'events' | 'figures';

export interface Place {
  readonly side: Side;
  /** Px, at the bottom. */
  readonly height: number;
  /** Px, on the right. */
  readonly width: number;
  readonly isOpen: boolean;
  readonly tab: Tab;
}

export const DEFAULT_PLACE: Place = {
  side: 'bottom',
  height: 360,
  width: 480,
  isOpen: true,
  tab: 'entries',
};

const ITEM = 'shelflife-devtools';

const SIDES: readonly unknown[] = ['bottom', 'right'];
const TABS: readonly unknown[] = ['entries', 'events', 'figures'];

/** What was remembered, as far as it makes sense. */
export function recallPlace(): Partial<Place> {
  try {
    const { side, height, width, isOpen, tab } = JSON.parse(localStorage.getItem(ITEM) ?? '{}');
    return {
      ...(SIDES.includes(side) && { side }),
      ...(TABS.includes(tab) && { tab }),
      ...(Number.isFinite(height) && { height }),
      ...(Number.isFinite(width) && { width }),
      ...(typeof isOpen === 'boolean' && { isOpen }),
    };
  } catch {
    return {};
  }
}

/** Storage may be full, or forbidden. */
export function rememberPlace(place: Place): void {
  try {
    localStorage.setItem(ITEM, JSON.stringify(place));
  } catch {}
}

/** The sizes that leave the page and the devtools some room. */
export function sizeWithin(px: number, whole: number): number {
  const least = Math.min(160, whole);
  return Math.round(Math.max(least, Math.min(px, whole * 0.9)));
}
