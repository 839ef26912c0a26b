/** Servers, as they really are: no runtime keeps one user's entries for the next, or starts a worker. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { installSetup } from '../../../../setups/install.js';
import { keepsNothing, writeProgram } from './program.js';

const execute = promisify(execFile);
let program: { answering: string; asking: string };

beforeAll(async () => {
  program = await writeProgram();
});

/** What the last line of a command's output says. Markers of this test's own runner are not passed on. */
async function output(command: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const { VITEST, NODE_TEST_CONTEXT, ...own } = process.env;
  const { stdout } = await execute(command, args, { env: { ...own, ...env }, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

const node = (args: string[], env?: NodeJS.ProcessEnv) => output(process.execPath, args, env);

test('bare Node keeps nothing', async () => {
  expect(await node([program.asking])).toEqual(keepsNothing);
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
    expect(await node(['--import', shim, program.asking])).toEqual(keepsNothing);
  });
});

test.for(['jsdom', 'happy-dom', 'domino', 'linkedom'])(
  'Node with the globals of %s keeps nothing',
  { timeout: 120_000 },
  async (shim, { skip }) => {
    const { folder, failure } = await installSetup('dom');
    skip(!!failure, failure);
    const args = ['--import', `${folder}/shim.mjs`, program.asking];
    expect(await node(args, { DOM_SHIM: shim })).toEqual(keepsNothing);
  },
);

test.for(['workerd', 'edge-runtime'])(
  '%s keeps nothing',
  { timeout: 120_000 },
  async (runtime, { skip }) => {
    const { folder, failure } = await installSetup(runtime);
    skip(!!failure, failure);
    expect(await node([`${folder}/run.mjs`, program.answering])).toEqual(keepsNothing);
  },
);

test.for([
  ['deno', 'deno', 'run', '--no-config', '--allow-all'],
  ['bun', 'bun', 'run'],
] as const)('%s keeps nothing', { timeout: 120_000 }, async ([name, binary, ...args], { skip }) => {
  const { folder, failure } = await installSetup(name);
  skip(!!failure, failure);
  const command = `${folder}/node_modules/.bin/${binary}`;
  expect(await output(command, [...args, program.asking])).toEqual(keepsNothing);
});
