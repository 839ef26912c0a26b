import 'fake-indexeddb/auto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
const folder = fileURLToPath(new URL('./readme-samples/', import.meta.url));
const samples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  vi.stubGlobal('fetch', async () => Response.json([{ title: 'Course 1' }]));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllGlobals();
});

test('the README has samples', () => {
  expect(samples.length).toBeGreaterThan(5);
});

for (const [n, code] of samples.entries())
  test(`sample ${n + 1} of the README runs, and gives what it says`, async () => {
    // `await f(); // → value` says what comes.
    const checked = code.replace(
      /^(await .*?); \/\/ → (.*)$/gm,
      (_, call: string, value: string) => `expect(${call}).toEqual(${value});`,
    );
    const file = `${folder}sample-${n}.ts`;
    writeFileSync(file, `import { expect } from 'vitest';\n${checked}`);
    await import(/* @vite-ignore */ file);
  });
