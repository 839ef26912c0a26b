/** What is wrong with the endpoints: set by the visitor, the same in every tab, and shown by the page. */
export interface Trouble {
  /** They answer 503. */
  readonly down: boolean;
  /** Nothing can be reached. */
  readonly offline: boolean;
  /** Milliseconds until they answer, in the place of their usual delay. */
  readonly delay: number | undefined;
}

const KEY = 'shelflife-demo:trouble';
const NONE: Trouble = { down: false, offline: false, delay: undefined };

const listeners = new Set<() => void>();
let current = read();

export const trouble = (): Trouble => current;

export const isTrouble = ({ down, offline, delay }: Trouble) =>
  down || offline || delay !== undefined;

/** Changes what is named, and leaves the rest. */
export function setTrouble(changes: Partial<Trouble>) {
  localStorage.setItem(KEY, JSON.stringify({ ...current, ...changes }));
  adopt();
}

export const endTrouble = () => setTrouble(NONE);

/** Calls back when trouble was set here or in another tab; the returned function ends it. */
export function onTrouble(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Trouble {
  return { ...NONE, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') };
}

function adopt() {
  current = read();
  for (const listener of listeners) listener();
}

addEventListener('storage', (event) => {
  if (event.key === KEY) adopt();
});
