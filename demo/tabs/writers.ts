/** Who wrote which entry last, as far as it was another tab. */
import type { Cache } from 'shelflife';
import { type Member, onMessage, post } from './channel.ts';

const parameters = new URL(location.href).searchParams;

/** This tab, or this frame. */
export const self: Member = {
  id: crypto.randomUUID(),
  name: parameters.get('name') ?? 'Another tab',
  colour: Number(parameters.get('colour') ?? 3),
};

const writers = new Map<string, Member>();
const listeners = new Set<() => void>();

const idOf = (key: string, version: number) => JSON.stringify([key, version]);

/** Who wrote the entry, if it was not this tab. */
export const writerOf = (entry: { readonly key: string; readonly version: number }) =>
  writers.get(idOf(entry.key, entry.version));

/** Calls back when another tab has written. */
export const onWrite = (listener: () => void) => void listeners.add(listener);

/** Lets the other tabs know what this cache stores. */
export function announceWrites(cache: Cache) {
  cache.addEventListener('set', ({ key, version }) => announceKeys([key], version));
}

export function announceKeys(keys: readonly string[], version = 1) {
  const ids = keys.map((key) => idOf(key, version));
  for (const id of ids) writers.delete(id);
  post({ type: 'wrote', member: self, ids });
}

onMessage((message) => {
  if (message.type !== 'wrote') return;
  for (const id of message.ids) writers.set(id, message.member);
  for (const listener of listeners) listener();
});
