/** The fault drills of one engine, one after another, each on an origin of its own. */
import { setTimeout as pause } from 'node:timers/promises';
import { absent } from './drills/absent.mjs';
import { clocks } from './drills/clocks.mjs';
import { coherence } from './drills/coherence.mjs';
import { connection } from './drills/connection.mjs';
import { leaving } from './drills/leaving.mjs';
import { stalls } from './drills/stalls.mjs';
import { values } from './drills/values.mjs';
import { workers } from './drills/workers.mjs';
import { createStage, NotApplicable } from './stage.mjs';

/** Longest that a drill may take, in ms. */
const LIMIT = 120_000;

const DRILLS = {
  ...connection,
  ...stalls,
  ...absent,
  ...clocks,
  ...coherence,
  ...leaving,
  ...values,
};

/**
 * Where caches do their work. A drill whose name begins with `page:` stubs the page's own IndexedDB,
 * and is of no use in a worker; in its name the mark is left out.
 */
const PLACES = { page: '', worker: '?worker' };

/** Drills that a brief run leaves out for their length; it runs the others in the page alone. */
const LONG = [
  'a batch of 100,000 is no stall',
  'a foreign transaction held for long',
  'queued writes set right before the page leaves are there afterwards',
  'queued writes set at pagehide are there afterwards',
  'worker: ended in mid-call',
  'worker: close, destroy and flush settle although it has gone',
  'what bare IndexedDB stores comes back the same, and what it refuses is refused',
];

/** Runs those whose names have `only` in them; one that fails has a second try if `retry` says so. */
export async function runDrills({ only = '', brief = false, retry = false, report, ...place }) {
  for (const { name, drill, search } of all(brief)) {
    if (!name.includes(only)) continue;
    const first = await run(drill, { ...place, search });
    if (first.error && retry) {
      console.log(`  … ${name}, tried again: ${first.error}`);
      report({ name, ...(await run(drill, { ...place, search })) });
    } else report({ name, ...first });
  }
}

function* all(brief) {
  for (const [marked, drill] of Object.entries({ ...DRILLS, ...workers })) {
    const name = marked.replace('page: ', '');
    if (brief && LONG.includes(name)) continue;
    yield { name, drill, search: PLACES.page };
    if (name === marked && name in DRILLS && !brief)
      yield { name: `in a worker: ${name}`, drill, search: PLACES.worker };
  }
}

async function run(drill, place) {
  const stage = await createStage(place);
  const started = performance.now();
  const late = pause(LIMIT, undefined, { ref: false }).then(() => {
    throw new Error(`not done after ${LIMIT / 1000} s`);
  });
  try {
    const playing = drill(stage);
    await Promise.race([playing, late]);
    await stage.expectQuiet();
    return { error: '', ms: Math.round(performance.now() - started) };
  } catch (error) {
    if (error instanceof NotApplicable) return { skipped: error.message };
    return { error: error.message || String(error) };
  } finally {
    await stage.close();
  }
}
