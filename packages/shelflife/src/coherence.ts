/**
 * Who is told what a write changes: the caches on one name in this thread at once, those in other
 * tabs and workers by BroadcastChannel. Keys are sent, never values.
 */
import type { Change } from './stores/store.js';

type Hear = (change: Change) => void;

/** What goes over the wire; other code of the origin may use the channel's name too. */
interface Message {
  readonly shelflife: 1;
  readonly change: Change;
}

/** Everyone in this thread who listens to one name. */
interface Circle {
  readonly members: Set<Hear>;
  readonly channel: BroadcastChannel | undefined;
}

const circles = new Map<string, Circle>();

/** One listener's place among all who share a name. */
export class Coherence {
  readonly #name: string;
  readonly #hear: Hear;

  constructor(name: string, hear: Hear) {
    this.#name = name;
    this.#hear = hear;
  }

  /** Whether other tabs can be heard. */
  get reachesOthers(): boolean {
    return circles.get(this.#name)?.channel !== undefined;
  }

  join(): void {
    const circle = circles.get(this.#name) ?? openCircle(this.#name);
    circle.members.add(this.#hear);
  }

  leave(): void {
    const circle = circles.get(this.#name);
    if (!circle?.members.delete(this.#hear) || circle.members.size > 0) return;
    circles.delete(this.#name);
    circle.channel?.close();
  }

  /** Tells everyone else. */
  post(change: Change): void {
    const circle = circles.get(this.#name);
    if (!circle) return;
    for (const hear of circle.members) if (hear !== this.#hear) hear(change);
    circle.channel?.postMessage({ shelflife: 1, change } satisfies Message);
  }
}

function openCircle(name: string): Circle {
  const members = new Set<Hear>();
  const circle: Circle = { members, channel: openChannel(name) };
  circle.channel?.addEventListener('message', ({ data }) => {
    if (isMessage(data)) for (const hear of [...members]) hear(data.change);
  });
  circles.set(name, circle);
  return circle;
}

/** None where the engine has none, or bars it (an opaque origin). */
function openChannel(name: string): BroadcastChannel | undefined {
  try {
    const channel = new BroadcastChannel(name);
    // In Node a channel would keep the process alive.
    (channel as { unref?: () => void }).unref?.();
    return channel;
  } catch {
    return undefined;
  }
}

function isMessage(data: unknown): data is Message {
  const { shelflife, change } = (data ?? {}) as Partial<Message>;
  return shelflife === 1 && typeof change === 'object' && change !== null && isChange(change);
}

function isChange(change: object): change is Change {
  if ('all' in change) return change.all === true;
  if ('keys' in change) return isArrayOf(change.keys, isString);
  return 'ranges' in change && isArrayOf(change.ranges, isRange);
}

function isArrayOf(value: unknown, is: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isRange(value: unknown): boolean {
  const { from, to } = (value ?? {}) as { from?: unknown; to?: unknown };
  return isString(from) && isString(to);
}
