/** Work that is cut into slices: the page gets its turn after each. */
import { afterEach, expect, test, vi } from 'vitest';
import { slices } from '../../src/tanstack-query/slices.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Does `pieces` pieces of work that take `ms` each, and counts the turns that the page got meanwhile. */
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

test('short work is done without a turn of the page', async () => {
  expect(await turnsDuring(7, 1)).toBe(0);
});

test('long work gives the page its turn again and again', async () => {
  expect(await turnsDuring(80, 1)).toBeGreaterThan(4);
});
