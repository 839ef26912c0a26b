/** A server in a few lines, as a program for any runtime: what each of its caches answers one user's request. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

const requestHandler = `
let startedWorkers = 0;
const { Worker } = globalThis;
if (Worker)
  globalThis.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      startedWorkers++;
    }
  };
const start = () => new globalThis.Worker('data:text/javascript,');
const { createCache, workerStore } = shelflife;
const create = {
  plain: () => createCache({ name: 'session' }),
  worker: () => createCache({ name: 'session', store: workerStore(), deadline: 0.5 }),
  'own worker': () =>
    createCache({ name: 'session', store: workerStore({ worker: start }), deadline: 0.5 }),
};
const shared = Object.fromEntries(Object.entries(create).map(([kind, make]) => [kind, make()]));

async function answer(user) {
  const load = () => new Promise((resolve) => setTimeout(() => resolve(user), 5));
  const ask = async (cache) => [
    await cache.getOrSet('profile', load),
    await cache.get('profile', 'nothing kept'),
    cache.backend,
  ];
  const answers = {};
  for (const [kind, make] of Object.entries(create)) {
    answers[kind + ', one cache for all'] = await ask(shared[kind]);
    answers[kind + ', a cache for each request'] = await ask(make());
  }
  return { ...answers, startedWorkers };
}
`;

const threeRequests = `
Promise.all([answer('Sonam'), answer('Tenzin')])
  .then(async (together) => [...together, await answer('Pema')])
  .then((answers) => console.log(JSON.stringify(answers)))
`;

export interface Program {
  /** Where its files lie, to be removed afterwards. */
  readonly folder: string;
  /** The file that defines `answer(user)`. */
  readonly answering: string;
  /** The same, and it prints what three users are answered. */
  readonly asking: string;
  /** The same as a module that exports `answer`. */
  readonly module: string;
}

export async function writeProgram(): Promise<Program> {
  const bundle = await rolldown({
    input: 'entry',
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : undefined),
        load: (id) =>
          id === 'entry'
            ? `export * from '${source('index.ts')}'; export * from '${source('worker/index.ts')}';`
            : undefined,
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'shelflife' });
  await bundle.close();
  const folder = mkdtempSync(join(tmpdir(), 'shelflife-runtimes-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const program = output[0].code + requestHandler;
  return {
    folder,
    answering: write('answering.mjs', program),
    asking: write('asking.mjs', program + threeRequests),
    module: write('module.mjs', `${program}export { answer };`),
  };
}

const nothing = (user: string) => [user, 'nothing kept', 'null'];

/** What a server that keeps nothing answers, and that it has started no worker. */
export const keepsNothing = ['Sonam', 'Tenzin', 'Pema'].map((user) => ({
  'plain, one cache for all': nothing(user),
  'plain, a cache for each request': nothing(user),
  'worker, one cache for all': nothing(user),
  'worker, a cache for each request': nothing(user),
  'own worker, one cache for all': nothing(user),
  'own worker, a cache for each request': nothing(user),
  startedWorkers: 0,
}));
