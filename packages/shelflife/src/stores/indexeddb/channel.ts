/** Sends the keys that a write changes to other tabs and workers, by BroadcastChannel. Values are never sent. */
import type { Change } from '../../model/change.js';
import { later } from '../../platform/timers.js';

/** Ms after which a change that was sent before its commit is applied again. */
const REPEAT_AFTER = 1000;

interface Message {
  readonly shelflife: 1;
  readonly change: Change;
  /** Whether it was sent before the write had the lock, because its page may be gone by then. */
  readonly isEarly?: boolean | undefined;
}

/** The channel of one database, open until `close()`. */
export class Channel {
  readonly #onChange: (change: Change) => void;
  readonly #channel: BroadcastChannel | undefined;

  /** @param onChange called with the changes of others, which may be malformed; it must not throw */
  constructor(name: string, onChange: (change: Change) => void) {
    this.#onChange = onChange;
    this.#channel = openChannel(name);
    this.#channel?.addEventListener('message', ({ data }) => {
      if (data?.shelflife !== 1) return;
      onChange(data.change);
      if (data.isEarly) later(REPEAT_AFTER, () => onChange(data.change));
    });
    globalThis.document?.addEventListener('freeze', this.#onFreeze);
  }

  /** Whether changes of other tabs are received. */
  get reachesOthers(): boolean {
    return !!this.#channel;
  }

  post(change: Change, isEarly?: boolean): void {
    this.#channel?.postMessage({ shelflife: 1, change, isEarly } satisfies Message);
  }

  close(): void {
    globalThis.document?.removeEventListener('freeze', this.#onFreeze);
    this.#channel?.close();
  }

  /** A frozen page receives no messages. After it resumes, it may be read before the missed ones arrive. */
  readonly #onFreeze = (): void => this.#onChange({});
}

/** `undefined` if the engine has no channels, or refuses one to an opaque origin. */
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
