/** Splits long work into slices, so that the page stays responsive. */

/** Ms of work after which it yields to the page: half a frame. */
const SLICE = 8;

interface Slice {
  readonly end: number;
  /** Resolves in the next task. */
  readonly over: Promise<void>;
}

/** Returns a function to await between pieces of work: it resolves at once, or in the next task if the slice is used up. */
export function slices(): () => Promise<void> {
  let current: Slice | undefined;
  const begin = (): Slice => ({
    end: performance.now() + SLICE,
    over: new Promise((resolve) => {
      setTimeout(() => {
        current = undefined;
        resolve();
      });
    }),
  });
  return async () => {
    current ??= begin();
    if (performance.now() >= current.end) await current.over;
  };
}
