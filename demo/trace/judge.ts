/** What a call's answer says about where it came from. */
import type { Origin } from './call.ts';

const WRITES = new Set(['set', 'setMany', 'incr', 'decr', 'incrVersion', 'decrVersion']);

/** For all but `get` and `getOrSet`, whose answer alone can't tell. */
export function judge(method: string, args: readonly unknown[], result: unknown): Origin {
  if (WRITES.has(method)) return 'written';
  if (method === 'add') return result ? 'written' : 'hit';
  if (method === 'touch') return result ? 'written' : 'miss';
  if (method === 'has' || method === 'delete' || method === 'deleteMany')
    return found(method, result);
  if (method === 'ttl') return result === undefined ? 'miss' : 'hit';
  if (method === 'getMany') return hasAll(args[0], result) ? 'hit' : 'miss';
  if (method === 'clear' || method === 'destroy') return 'removed';
  return 'done';
}

function found(method: string, result: unknown): Origin {
  if (!result) return 'miss';
  return method === 'has' ? 'hit' : 'removed';
}

function hasAll(asked: unknown, result: unknown): boolean {
  if (!Array.isArray(asked) || typeof result !== 'object' || result === null) return false;
  return asked.every((key) => key in result);
}
