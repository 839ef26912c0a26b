/** Packages that only some tests need: installed by the first test that uses them, beside the root's own. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Setup {
  readonly folder: string;
  /** Why it could not be installed; `undefined` if it was. */
  readonly failure: string | undefined;
}

/** Installs what the lock file of `setups/<name>` names, unless that is there already. */
export async function installSetup(name: string): Promise<Setup> {
  const folder = fileURLToPath(new URL(name, import.meta.url));
  const lock = readFileSync(`${folder}/package-lock.json`, 'utf8');
  const installed = `${folder}/node_modules/.installed`;
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock)
    return { folder, failure: undefined };
  try {
    // A build in this process may have set NODE_ENV to production.
    await run('npm', ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund'], {
      cwd: folder,
    });
  } catch (error) {
    return { folder, failure: `setups/${name} cannot be installed here: ${String(error)}` };
  }
  writeFileSync(installed, lock);
  return { folder, failure: undefined };
}
