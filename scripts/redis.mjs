/** Finds the redis-server that the tests of `@shelflife/redis` start, and gets one where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What to do by hand. */
export const REDIS_WANTED =
  'No redis-server found, and none could be installed. Install one (`apt-get install redis-server` on ' +
  'Debian, `brew install redis`), or set REDIS_SERVER to the executable of one.';

/** Path of a redis-server: `REDIS_SERVER`, or the first on the PATH. */
export function findRedis() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const paths = [
    process.env.REDIS_SERVER,
    ...folders.map((folder) => join(folder, 'redis-server')),
  ];
  return paths.find((path) => path && existsSync(path));
}

/** As `findRedis`, and on Debian, for root, installs one where there is none. */
export function ensureRedis() {
  const found = findRedis();
  const isDebianRoot = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (found || !isDebianRoot) return found;
  console.log('No redis-server found: installing one.');
  // Debian would start a server of its own on the usual port.
  const install =
    'apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends redis-server';
  spawnSync('sh', ['-c', install], { stdio: 'inherit', timeout: 600_000 });
  return findRedis();
}
