export const REDIS_WANTED: string;
export function findRedis(): string | undefined;
export function ensureRedis(): string | undefined;
