/**
 * The longest time, in ms, that an event of the page had to wait while `work` was done: a message is
 * sent back and forth without a pause.
 */
export async function longestGap(work: () => unknown): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  port1.onmessage = () => {
    look();
    port2.postMessage(0);
  };
  port2.postMessage(0);
  await work();
  look();
  port1.close();
  return longest;
}
