/** The types of `size.mjs`. */

export function sizeOf(code: string): Promise<number>;
