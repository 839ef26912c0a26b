/** Work that is split into slices, and yields to the page after each. */
import { afterEach, expect, test, vi } from 'vitest';
import { slices } from '../../src/tanstack-query/slices.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Does `pieces` pieces of work that take `ms` each, and counts how often it yields to the page. */
async function turnsDuring(pieces: number, ms: number): Promise<number> {
  let time = 0;
  let turns = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => time);
  const turn = slices();
  const page = setInterval(() => {
    turns++;
  });
  for (let n = 0; n < pieces; n++) {
    await turn();
    time += ms;
  }
  clearInterval(page);
  return turns;
}

test('short work does not yield to the page', async () => {
  expect(await turnsDuring(7, 1)).toBe(0);
});

test('long work yields to the page again and again', async () => {
  expect(await turnsDuring(80, 1)).toBeGreaterThan(4);
});
