/** One run of some work, timed twice: until it has answered, and until the task it was called in has ended. */

export interface Timing {
  /** Ms until the answer. */
  readonly whole: number;
  /** Ms from the call to the end of the task: how long the call itself blocks the page. */
  readonly own: number;
}

/** To be called at the beginning of a task. */
export async function timeRun(work: () => unknown): Promise<Timing> {
  const { port1, port2 } = new MessageChannel();
  // Posted before the call, this message is the first thing that happens after its task.
  const taskEnded = new Promise<number>((resolve) => {
    port1.onmessage = () => resolve(performance.now());
  });
  port2.postMessage(0);
  const start = performance.now();
  await work();
  const whole = performance.now() - start;
  const own = (await taskEnded) - start;
  port1.close();
  return { whole, own };
}
