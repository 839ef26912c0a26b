/**
 * A function as text that calls it in a page: it may be async, sees nothing of this side but its
 * arguments, and takes and gives what JSON holds.
 *
 * @param {Function} body
 * @param {unknown[]} args
 */
export function call(body, args) {
  const given = args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ');
  return `(async () => JSON.stringify({ value: await (${body})(${given}) }))()`;
}
