/** A function as text, for drivers that send text to a page. */

/**
 * An expression that calls `body`, which may be async, and resolves to its result as the JSON of
 * `{ value }`.
 */
export function callInPage(body: unknown, arg: unknown): string {
  const given = JSON.stringify(arg) ?? 'undefined';
  return `(async () => JSON.stringify({ value: await (${body})(${given}) }))()`;
}
