/** Measures the longest time between two frames while work is under way. */
export async function longestFrame(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let frame = requestAnimationFrame(function measure() {
    const time = performance.now();
    longest = Math.max(longest, time - last);
    last = time;
    frame = requestAnimationFrame(measure);
  });
  try {
    await work();
    await new Promise(requestAnimationFrame);
  } finally {
    cancelAnimationFrame(frame);
  }
  return longest;
}
