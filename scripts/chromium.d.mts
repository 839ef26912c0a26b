/** The types of `chromium.mjs`. */

export const chromiumArgs: string[];
export function findChromium(): string | undefined;
export function ensureChromium(): string;
