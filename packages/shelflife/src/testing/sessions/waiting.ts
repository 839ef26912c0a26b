/** Batches that may wait, that are urgent, or that cannot be answered. */
import type { Batch, CacheErrorCode } from '../../store/index.js';
import { failureOf, START } from '../fixture.js';
import { get, type SessionCheck, set } from './fixture.js';

/** How a store says that it was not able to do a batch. */
const SURELY_NOT_DONE: readonly CacheErrorCode[] = ['timeout', 'unavailable', 'connection'];

/** Ms of a deadline that the tests let pass. */
const SHORT = 100;

export function waiting(check: SessionCheck): void {
  check('a batch that can wait is done, at a flush at the latest', async (fixture) => {
    const { clock, open, expect } = fixture;
    const { session } = open({ isQueued: true });
    const done = session.execute({ now: clock.now, operations: [set('k', 1)], canWait: true });
    session.flush?.(false);
    expect(await done).toEqual([{ hit: false, written: START }]);
    expect((await open().run(get('k')))[0]?.value).toBe(1);
  });

  check('a batch that can wait is not overtaken by the next', async ({ clock, open, expect }) => {
    const { session } = open({ isQueued: true });
    const execute = (batch: Omit<Batch, 'now'>) => session.execute({ now: clock.now, ...batch });
    const batches = [
      execute({ operations: [set('k', 1)], canWait: true }),
      execute({ operations: [set('k', 2)], canWait: true }),
      execute({ operations: [get('k'), set('k', 3)] }),
      execute({ operations: [set('k', 4)], isUrgent: true }),
      execute({ operations: [get('k')] }),
    ];
    const found = await Promise.all(batches);
    expect([found[2]?.[0]?.value, found[4]?.[0]?.value]).toEqual([2, 4]);
  });

  check('an urgent batch is done without a flush', async ({ clock, open, expect }) => {
    const { session } = open({ isQueued: true });
    const operations = [set('k', 1)];
    const done = session.execute({ now: clock.now, operations, isUrgent: true, canWait: true });
    expect(await done).toEqual([{ hit: false, written: START }]);
    session.flush?.(true);
    expect((await open().run(get('k')))[0]?.value).toBe(1);
  });

  check('a flush of an idle session does nothing', async ({ first, expect }) => {
    first.session.flush?.(false);
    first.session.flush?.(true);
    expect(await first.run(get('k'))).toEqual([{ hit: false }]);
  });

  check('a store that does not answer ends in an error, and goes on later', async (fixture) => {
    const { name, open, expect, stall } = fixture;
    const { session, run } = open({ deadline: SHORT });
    await run(set('k', 1));
    const resume = await stall?.(name);
    if (!resume) return;
    const failures = await Promise.all([
      failureOf(run(set('k', 2))),
      failureOf(run(get('k'))),
      failureOf(run(set('l', 2))),
    ]);
    resume();
    for (const { code } of failures)
      expect(SURELY_NOT_DONE.includes(code as CacheErrorCode)).toBe(true);
    let found: unknown;
    while (found === undefined)
      found = await run(get('k')).then(
        ([outcome]) => outcome?.value,
        () => undefined,
      );
    expect(found).toBe(1);
    expect((await run(get('l')))[0]?.hit).toBe(false);
    await session.close();
  });
}
