/** The time until the first answer: opening a database that is there already, and one get. */
import type { Overhead } from '../measuring/busy-time.ts';
import { pause } from '../measuring/pause.ts';
import type { Subject } from '../measuring/rounds.ts';
import type { Sample } from '../measuring/sample.ts';
import { timeRun } from '../measuring/timed-run.ts';
import { dexie } from '../peers/dexie.ts';
import { fewPeers } from '../peers/index.ts';
import type { Opened, OpenOptions, Peer } from '../peers/peer.ts';
import { keyOf, pairsOf, row } from '../values.ts';
import { fillWith, type Suite } from './suite.ts';

const TIMES = 10;
const options: OpenOptions = { memory: false };

export const opening: Suite = openingOf('open-get', 'open and first get', [...fewPeers, dexie]);

/** @param times how often in a sample */
export function openingOf(
  id: string,
  title: string,
  peers: readonly Peer[],
  times = TIMES,
  section: Suite['section'] = 'reads',
): Suite {
  return {
    id,
    title,
    section,
    peers,
    options,
    async fill(opened) {
      await fillWith(opened, pairsOf(500, row));
      await opened.close();
    },
    workloads: [{ id, title, run: () => {}, measure: openTimes(times) }],
  };
}

function openTimes(times: number) {
  return async (
    { peer, database }: Subject,
    { perSample, perRun, perPause, task }: Overhead,
  ): Promise<Sample> => {
    let whole = 0;
    let own = 0;
    let opened: Opened | undefined;
    const before = await busyTime();
    for (let n = 0; n < times; n++) {
      await pause();
      const timing = await timeRun(async () => {
        opened = await peer.open(database, options);
        await opened.get(keyOf(n));
      });
      whole += timing.whole;
      own += Math.max(0, timing.own - task);
      await opened?.close();
    }
    const busy = (await busyTime()) - before - perSample - times * (perRun + perPause);
    const each = 1000 / times;
    return { whole: whole * each, own: own * each, busy: busy * each };
  };
}
