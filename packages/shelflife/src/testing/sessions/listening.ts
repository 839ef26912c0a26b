/** What a session reports of its own accord: changes that others made. */
import { get, remove, type SessionCheck, set } from './fixture.js';

/** Writes that make room in time, whenever a store culls. */
const MANY = 200;

export function listening(check: SessionCheck): void {
  check('a session reports no change for its own batches', async ({ first, expect }) => {
    await first.run(set('k', 1), set('l', 2));
    await first.run(remove('k'));
    await first.run(get('l'));
    expect(first.changes).toEqual([]);
  });

  check('a coherent session reports a change before it can be read', async (fixture) => {
    const { first, open, expect } = fixture;
    const second = open();
    await second.run(set('k', 0), get('k'));
    if (!second.session.isCoherent) return;
    for (let n = 1; n <= 10; n++) {
      second.changes.length = 0;
      const write = first.run(set('k', n));
      let seen: unknown;
      while (seen !== n) seen = (await second.run(get('k')))[0]?.value;
      expect(second.hasHeardOf('k')).toBe(true);
      await write;
    }
  });

  check('a coherent session reports removals and clears', async ({ first, open, expect }) => {
    const second = open();
    await first.run(set('a:1', 1), set('b:1', 1), set('c:1', 1));
    await second.run(get('a:1'));
    if (!second.session.isCoherent) return;
    second.changes.length = 0;
    await first.run(remove('a:1'));
    await second.run(get('a:1'));
    expect([second.hasHeardOf('a:1'), second.hasHeardOf('b:1')]).toEqual([true, false]);
    await first.run({ type: 'clear', ranges: [{ from: 'b:', to: 'b;' }] });
    await second.run(get('b:1'));
    expect(second.hasHeardOf('b:1')).toBe(true);
    await first.run({ type: 'clear' });
    await second.run(get('c:1'));
    expect(second.hasHeardOf('c:1')).toBe(true);
  });

  check('a coherent session reports what was culled, also to itself', async (fixture) => {
    const { open, expect } = fixture;
    const small = open({ maxEntries: 3 });
    const other = open();
    await other.run(set('first', 1), get('first'));
    await small.run(get('first'));
    if (!small.session.isCoherent || !other.session.isCoherent) return;
    let isThere = true;
    for (let n = 0; n < MANY && isThere; n++) {
      const [, found] = await small.run(set(`k${n}`, n), get('first'));
      isThere = found?.hit === true;
    }
    expect(isThere).toBe(false);
    expect([small.hasHeardOf('first'), other.hasHeardOf('first')]).toEqual([true, true]);
  });

  check('a closed session reports nothing more', async ({ first, open, expect }) => {
    const second = open();
    await second.run(get('k'));
    await second.session.close();
    second.changes.length = 0;
    await first.run(set('k', 1));
    await first.run(get('k'));
    expect(second.changes).toEqual([]);
  });
}
