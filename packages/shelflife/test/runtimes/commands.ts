/** Commands that are run as from a shell, without the marks that this test's own runner leaves on it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installSetup } from '../../../../setups/install.js';

const execute = promisify(execFile);

/** What a command prints; rejects with it where the command fails. */
export async function output(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd?: string,
): Promise<string> {
  const { VITEST, NODE_TEST_CONTEXT, ...own } = process.env;
  const options = { env: { ...own, ...env }, cwd, timeout: 60_000 };
  const { stdout } = await execute(command, args, options);
  return stdout;
}

export function node(args: readonly string[], env?: Record<string, string>): Promise<string> {
  return output(process.execPath, args, env);
}

/** The last line of a command's output, which is JSON. */
export function lastLine(printed: string): unknown {
  return JSON.parse(printed.trim().split('\n').at(-1)!);
}

/** The folder of a setup; where it cannot be installed, the test ends here and says so. */
export async function install(
  name: string,
  skip: (condition: boolean, note?: string) => void,
): Promise<string> {
  const { folder, failure } = await installSetup(name);
  skip(!!failure, failure);
  return folder;
}
