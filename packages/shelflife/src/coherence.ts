/**
 * Who is told what a write changes: the caches on one name in this thread at once, those in other
 * tabs and workers by BroadcastChannel. Keys are sent, never values.
 */
import type { Change } from './stores/store.js';

type Hear = (change: Change) => void;

/** What goes over the wire. */
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

/** Whether a cache in this thread listens to that name. */
export function isListenedTo(name: string): boolean {
  return circles.has(name);
}

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
    if (data?.shelflife === 1) for (const hear of [...members]) hearForeign(hear, data.change);
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

/** Anybody of the origin may write to the channel: what makes no sense is no message. */
function hearForeign(hear: Hear, change: Change): void {
  try {
    hear(change);
  } catch {
    // Malformed.
  }
}
