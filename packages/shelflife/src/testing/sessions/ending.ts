/** close() and destroy(). */
import { get, pagesOf, type SessionCheck, set } from './fixture.js';

export function ending(check: SessionCheck): void {
  check('entries outlive the session that wrote them', async ({ first, open, expect }) => {
    const second = open();
    await second.run(set('k', 1));
    await second.session.close();
    expect((await first.run(get('k')))[0]?.value).toBe(1);
    expect((await open().run(get('k')))[0]?.value).toBe(1);
  });

  check('a session that was never used can be closed and destroyed', async ({ open, expect }) => {
    expect(await open().session.close()).toBe(undefined);
    expect(await open().session.destroy()).toBe(undefined);
  });

  check('a session opened after destroy() is empty, and works', async ({ open, expect }) => {
    const second = open();
    await second.run(set('k', 1));
    await second.run({ type: 'clear' });
    await second.session.destroy();
    const third = open();
    const outcomes = await third.run(get('k'), set('k', 2));
    expect(outcomes.map(({ hit }) => hit)).toEqual([false, false]);
    expect((await pagesOf(third.session, 10)).flat()).toEqual(['k']);
  });

  check('destroy() does not wait for other sessions, which go on', async (fixture) => {
    const { first, open, expect } = fixture;
    await first.run(set('k', 1));
    const second = open();
    await second.run({ type: 'clear' });
    await second.session.destroy();
    expect((await first.run(get('k'), set('k', 2)))[0]?.hit).toBe(false);
    expect((await first.run(get('k')))[0]?.value).toBe(2);
  });
}
