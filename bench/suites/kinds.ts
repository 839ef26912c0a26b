/** Single values of other kinds, and large ones: written, and read with and without memory. */
import { fewPeers } from '../peers/index.ts';
import { KINDS, type Kind } from '../values.ts';
import type { Suite, Workload } from './suite.ts';

const KEY = 'value';
const LONE = 20;

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
        { ...row(kind, 'hot-get', 'get again'), ...gets(kind) },
      ],
    },
    {
      ...common,
      id: `kind-cold-${kind.id}`,
      title: `${kind.title}, without memory`,
      options: { memory: false },
      workloads: [{ ...row(kind, 'get'), ...gets(kind) }],
    },
  ] satisfies Suite[];
});

function row({ id, title, isLong = false }: Kind, call: string, words = call) {
  return { id: `${call}-${id}`, title: `${words}, ${title}`, isLong };
}

/** One after the other: a single one may be too short to be counted. */
function gets({ isLong }: Kind): Pick<Workload, 'operations' | 'run'> {
  const operations = isLong ? 1 : LONE;
  return {
    operations,
    async run(opened) {
      for (let n = 0; n < operations; n++) await opened.get(KEY);
    },
  };
}
