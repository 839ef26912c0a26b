/** Every type of the structured clone algorithm, with the engine's own IndexedDB for a judge. */
import assert from 'node:assert/strict';

/**
 * What is known to fare otherwise (docs/engines.md): a driven WebKitGTK is a private one, whose database
 * takes no Blobs, in words that do not say so; and its structured clone makes shared memory an ordinary one.
 */
const OTHERWISE = { WebKitGTK: /Blob|File|SharedArrayBuffer/ };

export const values = {
  'what bare IndexedDB stores comes back the same, and what it refuses is refused': async (
    stage,
  ) => {
    const tab = await stage.openTab();
    await tab.run('installValues');
    const isKnown = (name) => OTHERWISE[stage.engine]?.test(name);
    for (const memory of [true, false]) {
      const way = { memory, inWorker: stage.inWorker };
      const found = await tab.evaluate((way) => window.tryValues(way), way);
      assert.deepEqual(found.unmade, []);
      assert.deepEqual(
        found.wrong.filter((name) => !isKnown(name)),
        [],
      );
      assert.ok(found.stored.length > 150, `only ${found.stored.length} were stored`);
      assert.ok(found.refused.length > 20, `only ${found.refused.length} were refused`);
    }
  },
};
