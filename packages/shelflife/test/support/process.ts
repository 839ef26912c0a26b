/** Programs in a Node process of their own, with the package in them as the global `shelflife`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The package as a classic script. */
export async function bundled(): Promise<string> {
  const [result] = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: {
        entry: fileURLToPath(new URL('../../src/index.ts', import.meta.url)),
        formats: ['iife'],
        name: 'shelflife',
      },
    },
  })) as unknown as [{ output: [{ code: string }] }];
  return result.output[0].code;
}

/** Runs a program to its end; one that does not end has no status. */
export function run(program: string) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-'], {
    input: program,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { out: stdout.trim(), error: stderr, status };
}
