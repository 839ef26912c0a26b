/** The moments when a page may be about to go for good. */

const EVENTS = ['pagehide', 'visibilitychange'];

/** Calls `listener` at each of these moments, until the function it returns is called. */
export function onPageExit(listener: () => void): () => void {
  for (const type of EVENTS) globalThis.addEventListener?.(type, listener);
  return () => {
    for (const type of EVENTS) globalThis.removeEventListener?.(type, listener);
  };
}
