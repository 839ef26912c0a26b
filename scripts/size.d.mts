export function sizeOf(code: string): Promise<number>;
