/** Servers, as they really are: no runtime keeps one user's entries for the next, or starts a worker. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { installSetup } from '../../../../setups/install.js';
import { lastLine, node, output } from './commands.js';
import { keepsNothing, type Program, writeProgram } from './program.js';

/** Ms that an installation may take on first use. */
vi.setConfig({ testTimeout: 180_000 });

let program: Program;

beforeAll(async () => {
  program = await writeProgram();
});

test('bare Node keeps nothing', async () => {
  expect(lastLine(await node([program.asking]))).toEqual(keepsNothing);
});

describe('a server with a few globals of a page keeps nothing:', () => {
  const shims = {
    'a document': 'globalThis.document = {}',
    'a window, a document and a navigator':
      "globalThis.window = globalThis.self = globalThis; globalThis.document = {}; Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Mozilla/5.0 (X11)', product: 'Gecko' } })",
    'a worker scope': 'globalThis.WorkerGlobalScope = class {}; globalThis.self = globalThis',
    'a navigator without a prototype':
      "Object.defineProperty(globalThis, 'navigator', { value: Object.assign(Object.create(null), { product: 'Gecko' }) })",
    'a Worker': 'globalThis.Worker = class { postMessage() {} }',
    'React Native':
      "globalThis.window = globalThis.self = globalThis; Object.defineProperty(globalThis, 'navigator', { value: { product: 'ReactNative' } })",
    "Electron's main process":
      "process.type = 'browser'; process.versions.electron = '39.0.0'; Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node.js/22', language: 'en' } })",
  };

  test.each(Object.entries(shims))('%s', async (_, code) => {
    const shim = `data:text/javascript,${encodeURIComponent(code)}`;
    expect(lastLine(await node(['--import', shim, program.asking]))).toEqual(keepsNothing);
  });
});

test.for(['workerd', 'edge-runtime'])('%s keeps nothing', async (runtime, { skip }) => {
  const { folder, failure } = await installSetup(runtime);
  skip(!!failure, failure);
  expect(lastLine(await node([`${folder}/run.mjs`, program.answering]))).toEqual(keepsNothing);
});

test.for([
  ['deno', 'deno', 'run', '--no-config', '--allow-all'],
  ['bun', 'bun', 'run'],
] as const)('%s keeps nothing', async ([name, binary, ...args], { skip }) => {
  const { folder, failure } = await installSetup(name);
  skip(!!failure, failure);
  const command = `${folder}/node_modules/.bin/${binary}`;
  expect(lastLine(await output(command, [...args, program.asking]))).toEqual(keepsNothing);
});

/** Writes a program with happy-dom's navigator to a file beside the others. */
function writeInHappyDom(name: string, code: string): string {
  const file = join(dirname(program.asking), name);
  const navigator = "{ value: { userAgent: 'Mozilla/5.0 HappyDOM/20', product: 'Gecko' } }";
  writeFileSync(file, `Object.defineProperty(globalThis, 'navigator', ${navigator});\n${code}`);
  return file;
}

test("Bun's test runner keeps nothing in happy-dom, as it leaves no mark of itself", async ({
  skip,
}) => {
  const { folder, failure } = await installSetup('bun');
  skip(!!failure, failure);
  const file = writeInHappyDom(
    'bun.test.mjs',
    `import { expect, test } from 'bun:test';
     const { answer } = await import('${program.module}');
     test('it', async () => expect(await answer('Sonam')).toEqual(${JSON.stringify(keepsNothing[0])}));`,
  );
  await output(`${folder}/node_modules/.bin/bun`, ['test', file]);
});

test('Deno keeps nothing in happy-dom, also where it may not read the environment', async ({
  skip,
}) => {
  const { folder, failure } = await installSetup('deno');
  skip(!!failure, failure);
  const file = writeInHappyDom('deno.mjs', `await import('${program.asking}');`);
  const args = ['run', '--no-config', '--no-prompt', '--allow-read', file];
  expect(lastLine(await output(`${folder}/node_modules/.bin/deno`, args))).toEqual(keepsNothing);
});
