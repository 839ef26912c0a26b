/** A value in one line, as one would write it in code, cut where it gets long. */

const MOST_CHARACTERS = 160;

export function preview(value: unknown, most = MOST_CHARACTERS): string {
  const line = new Line(most);
  line.write(value, 0);
  return line.text;
}

/** Deeper parts are left out. */
const MOST_LEVELS = 4;

class Line {
  text = '';
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  write(value: unknown, level: number): void {
    if (typeof value === 'string') this.#add(`'${this.#short(value).replace(/[\\']/g, '\\$&')}'`);
    else if (typeof value === 'bigint') this.#add(`${value}n`);
    else if (typeof value !== 'object' || value === null)
      this.#add(Object.is(value, -0) ? '-0' : String(value));
    else if (level > MOST_LEVELS) this.#add('…');
    else this.#writeObject(value, level);
  }

  #writeObject(value: object, level: number): void {
    if (Array.isArray(value)) return this.#writeList('[', value, ']', level);
    if (value instanceof Map)
      return this.#writeList(`Map(${value.size}) {`, value.keys(), '}', level);
    if (value instanceof Set) return this.#writeList(`Set(${value.size}) {`, value, '}', level);
    const plain = plainText(value);
    if (plain !== undefined) this.#add(plain);
    else this.#writeMembers(value as Record<string, unknown>, level);
  }

  #writeList(head: string, values: Iterable<unknown>, tail: string, level: number): void {
    this.#add(head);
    let separator = '';
    for (const value of values) {
      if (this.#isFull) return;
      this.#add(separator);
      this.write(value, level + 1);
      separator = ', ';
    }
    this.#add(tail);
  }

  #writeMembers(object: Record<string, unknown>, level: number): void {
    let separator = '{ ';
    for (const name in object) {
      if (this.#isFull) return;
      this.#add(`${separator}${this.#short(name)}: `);
      this.write(object[name], level + 1);
      separator = ', ';
    }
    this.#add(separator === '{ ' ? '{}' : ' }');
  }

  #short(text: string): string {
    return text.slice(0, this.#most);
  }

  get #isFull(): boolean {
    return this.text.length > this.#most;
  }

  #add(text: string): void {
    if (this.text.endsWith('…') && this.#isFull) return;
    this.text += text;
    if (this.#isFull) this.text = `${this.text.slice(0, this.#most)}…`;
  }
}

/** What is shown of an object without its members. */
function plainText(value: object): string | undefined {
  if (value instanceof Date)
    return Number.isNaN(+value) ? 'Invalid Date' : `Date ${value.toISOString()}`;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return `${kind}(${value.byteLength} bytes)`;
  if (value instanceof Blob) return `${kind}(${value.size} bytes, ${value.type || 'no type'})`;
  return kind === 'Object' ? undefined : kind;
}
