/**
 * Resolves when the frame after a click has been painted. A hit takes less than such a frame, so a
 * call made in the click's own task would be charged with the button's repainting.
 */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
