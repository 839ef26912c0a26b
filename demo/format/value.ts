/** Values and calls as one would write them in code. */

export function formatValue(value: unknown): string {
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return '() => …';
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return formatObject(value);
  return String(value);
}

function formatObject(object: object): string {
  const members = Object.entries(object).map(([name, value]) => `${name}: ${formatValue(value)}`);
  if (members.length > 0) return `{ ${members.join(', ')} }`;
  const name = object.constructor?.name ?? 'Object';
  return name === 'Object' ? '{}' : name;
}

export function formatCall(method: string, args: readonly unknown[]): string {
  return `${method}(${args.map(formatValue).join(', ')})`;
}
