/** The times in which a page rests: frozen, or in the back/forward cache. */

/** Before the listeners of others, which close what a resting page may not have open. */
const FIRST = { capture: true };

/**
 * Calls `rest` as the page goes to rest and `wake` as it comes back, until the function it returns is called.
 * One return may be reported twice.
 */
export function onPageRest(rest: () => void, wake: () => void): () => void {
  const onHide = (event: Event) => (event as PageTransitionEvent).persisted && rest();
  const listeners = { pagehide: onHide, freeze: rest, resume: wake, pageshow: wake };
  for (const [type, listener] of Object.entries(listeners))
    globalThis.addEventListener?.(type, listener, FIRST);
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      globalThis.removeEventListener?.(type, listener, FIRST);
  };
}
