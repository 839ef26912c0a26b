/** A Redis server of the benchmark's own. */
import { spawn } from 'node:child_process';
import { findRedis, REDIS_WANTED } from '../../../scripts/redis.mjs';

const PORT = 6399;

/** Starts it, and resolves to its address and the function that stops it. */
export async function startServer() {
  const path = findRedis();
  if (!path) throw new Error(REDIS_WANTED);
  const args = ['--port', String(PORT), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false }))
    if (String(chunk).includes('Ready to accept connections')) break;
  server.stdout.resume();
  return { url: `redis://127.0.0.1:${PORT}`, stop: () => server.kill() };
}
