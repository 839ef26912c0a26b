/** Four processes on one cache. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, hasRedis, TestServer } from './support/server.js';

const PROCESSES = 4;

/** Each has to start, on a machine that may be busy. */
const PATIENCE = 60_000;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe.skipIf(!hasRedis)('four processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shelflife-redis-program-'));
  let server: TestServer;
  let client: Awaited<ReturnType<typeof connect>>;

  beforeAll(async () => {
    server = await TestServer.start();
    client = await connect(server);
    await build({
      configFile: false,
      logLevel: 'silent',
      resolve: {
        alias: {
          '@shelflife/redis': here('../src/index.ts'),
          'shelflife/store': here('../../shelflife/src/store/index.ts'),
          shelflife: here('../../shelflife/src/index.ts'),
        },
      },
      ssr: { noExternal: true },
      build: {
        ssr: here('support/program.ts'),
        outDir: folder,
        rolldownOptions: { output: { entryFileNames: 'program.mjs' } },
      },
    });
  }, PATIENCE);
  beforeEach(() => client.flushAll());
  afterAll(async () => {
    client?.destroy();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What each process has printed. */
  async function results<T>(task: string): Promise<T[]> {
    const args = [join(folder, 'program.mjs'), server.url, task, String(PROCESSES)];
    const runs = Array.from({ length: PROCESSES }, () =>
      promisify(execFile)(process.execPath, args),
    );
    return (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout));
  }

  test('count together without losing a count', { timeout: PATIENCE }, async () => {
    const sums = (await results<number[]>('count')).flat();
    expect(sums.sort((a, b) => a - b)).toEqual(sums.map((_, n) => n + 1));
    expect(sums.length).toBe(1_200);
  });

  test('add each key once', { timeout: PATIENCE }, async () => {
    const added = (await results<string[]>('add')).flat();
    expect(added.length).toBe(50);
    expect(new Set(added).size).toBe(50);
  });

  test('run one loader for 200 callers', { timeout: PATIENCE }, async () => {
    const found = await results<{ values: number[]; loads: number }>('load');
    expect(found.map(({ loads }) => loads).sort()).toEqual([0, 0, 0, 1]);
    expect(new Set(found.flatMap(({ values }) => values)).size).toBe(1);
  });

  test('never read an older value after a newer one, from memory', {
    timeout: PATIENCE,
  }, async () => {
    expect((await results<number[][]>('read')).flat()).toEqual([]);
  });
});
