/** Whose turn it is in which round. */

/** No library is always first, or always after the same one: every other round goes backwards. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const start = round % list.length;
  const order = [...list.slice(start), ...list.slice(0, start)];
  return round % 2 === 1 ? order.reverse() : order;
}
