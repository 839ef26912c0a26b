/** The packed tarball in the tests of an app: under Jest in jsdom, and under Vitest with a fake clock. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { installSetup } from '../setups/install.ts';
import { packedApp, writeFiles } from './harness/packed-app.ts';

/** The folder of a setup, or the test ends here. */
async function install(name: string): Promise<string> {
  test.setTimeout(180_000);
  const { folder, failure } = await installSetup(name);
  test.skip(failure !== undefined, failure);
  return folder;
}

/** What a test runner prints, run in a folder of the app. */
function printedBy(folder: string, script: string, ...args: string[]): string {
  const { VITEST, JEST_WORKER_ID, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: join(packedApp(), folder),
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' },
    encoding: 'utf8',
  });
  return stdout + stderr;
}

test.describe('under Jest in jsdom, which has neither IndexedDB nor structuredClone,', () => {
  /** Runs a test with the settings that the documentation names. */
  async function runs(name: string, body: string): Promise<void> {
    const jest = await install('jest');
    const modules = `${jest}/node_modules`;
    const babel = {
      configFile: false,
      plugins: [`${modules}/@babel/plugin-transform-modules-commonjs`],
    };
    const config = {
      testEnvironment: `${modules}/jest-environment-jsdom`,
      transform: { '\\.js$': [`${modules}/babel-jest`, babel] },
      transformIgnorePatterns: ['/node_modules/(?!shelflife/)'],
      testMatch: [`**/${name}.test.js`],
    };
    writeFiles({
      [`jest/${name}.json`]: JSON.stringify(config),
      [`jest/${name}.test.js`]: `
        import { createCache } from 'shelflife';
        it('works', async () => {
          const cache = createCache({ name: 'jest' });
          ${body}
        });`,
    });
    const args = ['--rootDir', '.', '--config', `${name}.json`];
    expect(printedBy('jest', `${modules}/jest/bin/jest.js`, ...args)).toContain(
      '1 passed, 1 total',
    );
  }

  test('a text is kept in memory', () =>
    runs(
      'text',
      `await cache.set('movie', 'The Manjhi', 30);
       expect([await cache.get('movie'), cache.backend]).toEqual(['The Manjhi', 'memory']);`,
    ));

  test('plain data is kept in memory', () =>
    runs(
      'plain',
      `const movie = { title: 'The Manjhi', cast: ['Nawazuddin', 'Radhika'], year: 2015 };
       await cache.set('movie', movie, 30);
       expect(await cache.get('movie')).toEqual(movie);
       expect(await cache.getOrSet('course', async () => ({ fees: 5000 }))).toEqual({ fees: 5000 });
       expect(await cache.get('course')).toEqual({ fees: 5000 });`,
    ));

  test('what only structuredClone can copy is refused as unavailable, and answered once loaded', () =>
    runs(
      'dates',
      `await expect(cache.set('day', new Date(0))).rejects.toMatchObject({ code: 'unavailable' });
       expect(await cache.getOrSet('day', () => new Date(0))).toEqual(new Date(0));`,
    ));
});

test('under Vitest with a faked Date and fake-indexeddb, entries expire by the fake clock', async () => {
  const modules = `${await install('vitest')}/node_modules`;
  writeFiles({
    'vitest/vitest.config.mjs': `
      const alias = { 'fake-indexeddb/auto': '${modules}/fake-indexeddb/auto/index.mjs' };
      export default { resolve: { alias }, test: { environment: 'jsdom' } };`,
    'vitest/app.test.js': `
      import 'fake-indexeddb/auto';
      import { createCache } from 'shelflife';
      import { expect, test, vi } from 'vitest';

      test('works', async () => {
        vi.useFakeTimers({ toFake: ['Date'] });
        const cache = createCache({ name: 'vitest' });
        await cache.set('movie', { title: 'The Manjhi' }, 30);
        expect(await cache.get('movie')).toEqual({ title: 'The Manjhi' });
        vi.setSystemTime(Date.now() + 31_000);
        expect(await cache.get('movie', 'has_expired')).toBe('has_expired');
        expect(cache.backend).toBe('indexeddb');
      });`,
  });
  expect(printedBy('vitest', `${modules}/vitest/vitest.mjs`, 'run')).toContain('1 passed');
});
