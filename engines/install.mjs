/** Gets the browsers that are missing, where that can be done unasked. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs packages of Debian's. Whether it could; where it did not suffice, `missing` still tells. */
export function install(packages) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  console.log(`Installing ${packages.join(', ')}.`);
  const get = (...args) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const options = { stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000, env };
    return spawnSync('apt-get', ['-qq', ...args], options).status === 0;
  };
  const installed = () => get('install', '-y', '--no-install-recommends', ...packages);
  return installed() || (get('update') && installed());
}

/** What to do by hand. */
export function advice({ name, variable }, missing) {
  return (
    `${name} cannot be driven: ${missing.join(', ')} missing. On Debian or Ubuntu: ` +
    `apt-get install ${missing.join(' ')}; or set ${variable} to the executable.`
  );
}
