/** DOM shims: jsdom and happy-dom are pages under a test runner; without one every shim is a server. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { install, lastLine, node } from './commands.js';
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

/** A test for any runner: it fails unless memory keeps what one call stored. */
function writeTest(name: string, imports: string): string {
  const file = join(program.folder, name);
  writeFileSync(
    file,
    `import { deepEqual } from 'node:assert/strict';
     ${imports}
     import { answer } from '${program.module}';
     it('keeps what belongs in memory', async () => {
       const answers = await answer('Sonam');
       deepEqual(answers['plain, a cache for each request'], ['Sonam', 'Sonam', 'memory']);
     });`,
  );
  return file;
}

describe.for(['jsdom', 'happy-dom'])('%s counts as a browser under', (shim) => {
  const env = { DOM_SHIM: shim };

  test("Node's test runner", async ({ skip }) => {
    const dom = await install('dom', skip);
    const file = writeTest('node.test.mjs', "import { it } from 'node:test';");
    const printed = await node(['--import', `${dom}/shim.mjs`, '--test', file], env);
    expect(printed).toContain('# pass 1');
  });

  test('Mocha', async ({ skip }) => {
    const dom = await install('dom', skip);
    const mocha = `${dom}/node_modules/mocha/bin/mocha.js`;
    const printed = await node(['--import', `${dom}/shim.mjs`, mocha, writeTest('m.mjs', '')], env);
    expect(printed).toContain('1 passing');
  });

  test('Vitest', async ({ skip }) => {
    const vitest = `${await install('vitest', skip)}/node_modules/vitest/vitest.mjs`;
    writeTest('vitest.test.mjs', "import { it } from 'vitest';");
    const args = ['run', '--root', program.folder, '--environment', shim, 'vitest.test.mjs'];
    expect(await node([vitest, ...args], { NO_COLOR: '1' })).toContain('1 passed');
  });
});

test.for(['jsdom', 'happy-dom', 'domino', 'linkedom'])(
  'Node with the globals of %s keeps nothing',
  async (shim, { skip }) => {
    const dom = await install('dom', skip);
    const args = ['--import', `${dom}/shim.mjs`, program.asking];
    expect(lastLine(await node(args, { DOM_SHIM: shim }))).toEqual(keepsNothing);
  },
);
