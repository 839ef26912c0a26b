/** Servers, as they really are: no runtime keeps one user's entries for the next, or starts a worker. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { install, lastLine, node, output } from './commands.js';
import { keepsNothing, type Program, writeProgram } from './program.js';

/** Ms that an installation may take on first use. */
vi.setConfig({ testTimeout: 180_000 });

let program: Program;

beforeAll(async () => {
  program = await writeProgram();
});

afterAll(() => {
  rmSync(program.folder, { recursive: true });
});

test('bare Node keeps nothing', async () => {
  expect(lastLine(await node([program.asking]))).toEqual(keepsNothing);
});

/** Code that defines a global, also where the runtime has one of its own. */
const define = (name: string, value: string) =>
  `Object.defineProperty(globalThis, '${name}', { value: ${value}, configurable: true, writable: true });\n`;

describe('a server with a few globals of a page keeps nothing:', () => {
  const window = define('window', 'globalThis') + define('self', 'globalThis');
  const page = window + define('document', '{}');
  const pretended = "{ userAgent: 'Mozilla/5.0 (X11)', product: 'Gecko' }";
  const shims = {
    'a document': define('document', '{}'),
    'a window, a document and a navigator': page + define('navigator', pretended),
    'a navigator without a prototype':
      page + define('navigator', `Object.assign(Object.create(null), ${pretended})`),
    'a navigator that computes what a browser has': `
      ${page}
      class Navigator { get product() { return 'Gecko'; } }
      ${define('navigator', 'new Navigator()')}`,
    'a worker scope': window + define('WorkerGlobalScope', 'class {}'),
    'a Worker': define('Worker', 'class { postMessage() {} }'),
    'React Native': window + define('navigator', "{ product: 'ReactNative' }"),
    "Electron's main process": `
      process.type = 'browser';
      Object.defineProperty(process.versions, 'electron', { value: '39.0.0' });
      ${define('navigator', "{ userAgent: 'Node.js/22', language: 'en' }")}`,
  };

  test.each(Object.entries(shims))('%s', async (_, code) => {
    const shim = `data:text/javascript,${encodeURIComponent(code)}`;
    expect(lastLine(await node(['--import', shim, program.asking]))).toEqual(keepsNothing);
  });
});

test.for(['workerd', 'edge-runtime'])('%s keeps nothing', async (runtime, { skip }) => {
  const folder = await install(runtime, skip);
  expect(lastLine(await node([`${folder}/run.mjs`, program.answering]))).toEqual(keepsNothing);
});

test.for([
  ['deno', 'deno', 'run', '--no-config', '--allow-all'],
  ['bun', 'bun', 'run'],
] as const)('%s keeps nothing', async ([name, binary, ...args], { skip }) => {
  const folder = await install(name, skip);
  const command = `${folder}/node_modules/.bin/${binary}`;
  expect(lastLine(await output(command, [...args, program.asking]))).toEqual(keepsNothing);
});

/** Writes a program with happy-dom's navigator to a file beside the others. */
function writeInHappyDom(name: string, code: string): string {
  const file = join(program.folder, name);
  const navigator = define(
    'navigator',
    "{ userAgent: 'Mozilla/5.0 HappyDOM/20', product: 'Gecko' }",
  );
  writeFileSync(file, navigator + code);
  return file;
}

test("Bun's test runner keeps nothing in happy-dom, as it leaves no mark of itself", async ({
  skip,
}) => {
  const folder = await install('bun', skip);
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
  const folder = await install('deno', skip);
  const file = writeInHappyDom('deno.mjs', `await import('${program.asking}');`);
  const args = ['run', '--no-config', '--no-prompt', '--allow-read', file];
  expect(lastLine(await output(`${folder}/node_modules/.bin/deno`, args))).toEqual(keepsNothing);
});
