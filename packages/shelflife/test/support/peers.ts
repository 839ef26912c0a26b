/** Suites that need a peer: they lie in its setup, which is installed first. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { installSetup } from '../../../../setups/install.js';
import { testSamples } from './samples.js';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url));

/** Registers the tests of `setups/<name>/suite.ts`, one that its files compile, and those of `docs/<name>.md`. */
export async function runPeerSuite(name: string): Promise<void> {
  const { folder, failure } = await installSetup(name);
  if (failure) return test.skip(failure);
  await import(/* @vite-ignore */ `${folder}/suite.ts`);
  testSamples(`docs/${name}.md`, folder);

  test("the types fit the peer's", { timeout: 120_000 }, async () => {
    const compiled = run(process.execPath, [tsc, '-p', folder]).then(
      () => 'no error',
      ({ stdout }) => stdout,
    );
    expect(await compiled).toBe('no error');
  });
}
