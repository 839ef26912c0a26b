/** What a page has in use, as the engine itself counts it. */
import type { CDPSession, Page } from '@playwright/test';

export interface Counters {
  /** Bytes. */
  readonly heap: number;
  readonly documents: number;
  readonly nodes: number;
  readonly listeners: number;
}

export async function watch(tab: Page): Promise<() => Promise<Counters>> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('HeapProfiler.enable');
  return () => countersOf(session);
}

/** Once all that can be collected has been. */
async function countersOf(session: CDPSession): Promise<Counters> {
  // The second collection takes what finalizers of the first one let go.
  for (let n = 0; n < 3; n++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage');
  const { documents, nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { heap, documents, nodes, listeners: jsEventListeners };
}
