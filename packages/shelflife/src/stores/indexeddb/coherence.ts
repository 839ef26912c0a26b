/**
 * Who is told what a write changes: the caches on one name in this thread at once, those in other
 * tabs and workers by BroadcastChannel. Keys are sent, never values.
 */

import type { Change } from '../../model/operation.js';
import { later } from '../../platform/timers.js';
import { showPresence } from './presence.js';

/** Ms after which what was told too early is told again. */
const AFTERWARDS = 1000;

type Hear = (change: Change) => void;

/** What goes over the wire. */
interface Message {
  readonly shelflife: 1;
  readonly change: Change;
  /** Sent before the write had its turn, as its page may be gone by then. */
  readonly isEarly?: boolean | undefined;
}

/** Everyone in this thread who listens to one name. */
interface Circle {
  readonly members: Set<Hear>;
  readonly channel: BroadcastChannel | undefined;
  readonly close: () => void;
}

const circles = new Map<string, Circle>();

/** Whether a cache in this thread listens to that name. */
export function isListenedTo(name: string): boolean {
  return circles.has(name);
}

/** One listener's place among all who share a name. */
export interface Coherence {
  /** Whether other tabs can be heard. */
  readonly reachesOthers: boolean;
  join(): void;
  leave(): void;
  /** Tells everyone else. */
  post(change: Change, isEarly?: boolean): void;
}

export function cohere(name: string, hear: Hear): Coherence {
  let circle: Circle | undefined;
  return {
    get reachesOthers() {
      return !!circle?.channel;
    },
    join() {
      circle = circles.get(name) ?? openCircle(name);
      circle.members.add(hear);
    },
    leave() {
      circle?.members.delete(hear);
      if (circle?.members.size === 0) circle.close();
      circle = undefined;
    },
    post(change, isEarly) {
      if (!circle) return;
      for (const member of circle.members) if (member !== hear) member(change);
      circle.channel?.postMessage({ shelflife: 1, change, isEarly } satisfies Message);
    },
  };
}

function openCircle(name: string): Circle {
  const stopShowing = showPresence(name);
  const channel = openChannel(name);
  channel?.addEventListener('message', ({ data }) => {
    if (data?.shelflife !== 1) return;
    hearForeign(name, data.change);
    if (data.isEarly) later(AFTERWARDS, () => hearForeign(name, data.change));
  });
  // A frozen page hears nothing, and may be asked before it has caught up.
  const freeze = () => hearForeign(name, {});
  globalThis.document?.addEventListener('freeze', freeze);
  const close = () => {
    circles.delete(name);
    stopShowing();
    globalThis.document?.removeEventListener('freeze', freeze);
    channel?.close();
  };
  const circle = { members: new Set<Hear>(), channel, close };
  circles.set(name, circle);
  return circle;
}

/** Anybody of the origin may write to the channel: what makes no sense is no message. */
function hearForeign(name: string, change: Change): void {
  try {
    for (const hear of circles.get(name)?.members ?? []) hear(change);
  } catch {}
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
