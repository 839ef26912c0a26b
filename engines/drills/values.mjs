/** Every type of the structured clone algorithm, with the engine's own IndexedDB for a judge. */
import assert from 'node:assert/strict';

export const values = {
  'what bare IndexedDB stores comes back the same, and what it refuses is refused': async (
    stage,
  ) => {
    const tab = await stage.openTab();
    await tab.run('installValues');
    for (const memory of [true, false]) {
      const way = { memory, inWorker: stage.inWorker };
      const found = await tab.evaluate((way) => window.tryValues(way), way);
      const { wrong, unmade, stored, refused } = found;
      assert.deepEqual({ wrong, unmade }, { wrong: [], unmade: [] });
      assert.ok(stored.length > 150, `only ${stored.length} were stored`);
      assert.ok(refused.length > 20, `only ${refused.length} were refused`);
    }
  },
};
