/** The frames and tabs that take part, as the one that gives orders knows them. */
import { type Member, type Message, onMessage, post } from './channel.ts';

export class Roster {
  members: readonly Member[] = [];

  readonly #changed: () => void;
  #stop = () => {};

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  open() {
    this.#stop = onMessage((message) => this.#hear(message));
    post({ type: 'who' });
  }

  close() {
    this.#stop();
  }

  #hear(message: Message) {
    if (message.type !== 'here' && message.type !== 'bye') return;
    const others = this.members.filter(({ id }) => id !== message.member.id);
    this.members = message.type === 'here' ? [...others, message.member].sort(byName) : others;
    this.#changed();
  }
}

const byName = (a: Member, b: Member) => a.name.localeCompare(b.name);
