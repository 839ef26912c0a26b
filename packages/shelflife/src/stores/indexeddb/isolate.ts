/**
 * Finds the culprits in a batch that failed as a whole: it is halved until they stand alone, within
 * a bounded number of tries, so that one value too large does not lose the others.
 */
import type { CacheError } from '../../errors.js';
import { keysOf, type Operation, type Outcome } from '../../operation.js';
import type { Refusals } from './draft.js';

/** Places in the batch whose operations share keys, and so stay together. */
type Group = number[];

export interface Isolation {
  /** Does a part of the batch in a transaction of its own. */
  run(operations: Operation[], refusals: Refusals): Promise<Outcome[]>;
  /** Whether a failure may be one operation's fault. */
  mayBeOnesFault(error: CacheError): boolean;
}

/** An outcome for each operation of a batch (without its `clear`) that failed with `error`. */
export async function isolate(
  operations: readonly Operation[],
  error: CacheError,
  { run, mayBeOnesFault }: Isolation,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(operations.length);
  const parts: { groups: Group[]; error: CacheError }[] = [{ groups: groupsOf(operations), error }];
  let tries = triesFor(parts[0]!.groups.length);

  const attempt = async (groups: Group[], refusals: Refusals = new Map()) => {
    const places = groups.flat().sort((a, b) => a - b);
    const part = places.map((place) => operations[place]!);
    const refused = new Map([...refusals].map(([place, why]) => [places.indexOf(place), why]));
    const results = await run(part, refused);
    places.forEach((place, at) => {
      outcomes[place] = results[at]!;
    });
  };

  const refuse = async (groups: Group[], why: CacheError) => {
    const puts = groups.flat().filter((place) => putsSomething(operations[place]!));
    await attempt(groups, new Map(puts.map((place) => [place, why]))).catch((again) => {
      for (const place of groups.flat()) outcomes[place] = { hit: false, error: again };
    });
  };

  for (let part = parts.pop(); part; part = parts.pop()) {
    const { groups, error: why } = part;
    if (groups.length === 1 || tries <= 0 || !mayBeOnesFault(why)) {
      await refuse(groups, why);
      continue;
    }
    const middle = Math.ceil(groups.length / 2);
    for (const half of [groups.slice(0, middle), groups.slice(middle)]) {
      tries--;
      await attempt(half).catch((error) => parts.push({ groups: half, error }));
    }
  }
  return outcomes;
}

/** Enough to find a few culprits among many, and to give up soon where all are. */
function triesFor(groups: number): number {
  return 16 + 4 * Math.ceil(Math.log2(groups + 1));
}

function putsSomething({ type }: Operation): boolean {
  return type !== 'get' && type !== 'has' && type !== 'delete' && type !== 'clear';
}

/** Operations that share a key depend on each other. */
function groupsOf(operations: readonly Operation[]): Group[] {
  const groups = new Map<string, Group>();
  operations.forEach((operation, place) => {
    if (operation.type === 'clear') return;
    const keys = keysOf(operation);
    const [group = [], other] = new Set(
      keys.map((key) => groups.get(key)).filter((found) => !!found),
    );
    if (other) {
      group.push(...other);
      for (const [key, found] of groups) if (found === other) groups.set(key, group);
    }
    group.push(place);
    for (const key of keys) groups.set(key, group);
  });
  return [...new Set(groups.values())];
}
