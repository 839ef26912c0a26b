/** Single values of other kinds, and large ones: written, and read with and without memory. */
import { fewPeers } from '../peers/index.ts';
import { KINDS, type Kind } from '../values.ts';
import type { Suite } from './suite.ts';

const KEY = 'value';

export const kinds: readonly Suite[] = KINDS.flatMap((kind) => {
  let value: unknown;
  const common = {
    section: 'kinds' as const,
    peers: fewPeers,
    fill: (opened: Parameters<Suite['fill']>[0]) => {
      value ??= kind.make();
      return opened.set(KEY, value);
    },
  };
  return [
    {
      ...common,
      id: `kind-${kind.id}`,
      title: `${kind.title}, with memory`,
      workloads: [
        { ...row(kind, 'set'), run: (opened) => opened.set(KEY, value) },
        { ...row(kind, 'hot-get', 'get again'), run: (opened) => opened.get(KEY) },
      ],
    },
    {
      ...common,
      id: `kind-cold-${kind.id}`,
      title: `${kind.title}, without memory`,
      options: { memory: false },
      workloads: [{ ...row(kind, 'get'), run: (opened) => opened.get(KEY) }],
    },
  ] satisfies Suite[];
});

function row({ id, title, isLong = false }: Kind, call: string, words = call) {
  return { id: `${call}-${id}`, title: `${words}, ${title}`, isLong };
}
