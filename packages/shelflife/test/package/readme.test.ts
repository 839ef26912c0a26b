/** The samples in the README and the docs run, and the README of the package works on npm. */
import 'fake-indexeddb/auto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { withAbsoluteLinks } from '../../../../scripts/readme.mjs';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const folder = fileURLToPath(new URL('../readme-samples/', import.meta.url));

const docs = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'));
const pages = ['README.md', ...docs.map((file) => `docs/${file}`)];

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  vi.stubGlobal('fetch', async () => Response.json([{ title: 'Course 1' }]));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllGlobals();
});

function samplesIn(page: string): string[] {
  return [...read(page).matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
}

/** `await f(); // → value` says what comes. */
function checked(sample: string): string {
  const code = sample.replace(
    /^((?:await |cache\.).*?); \/\/ → (.*)$/gm,
    (_, call: string, value: string) => `expect(${call}).toEqual(${value});`,
  );
  return `import { expect } from 'vitest';\n${code}`;
}

test('the README has samples', () => {
  expect(samplesIn('README.md').length).toBeGreaterThan(5);
});

describe.for(pages.filter((page) => samplesIn(page).length > 0))('%s', (page) => {
  test.for([...samplesIn(page).entries()])(
    'sample %i runs, and gives what it says',
    async (sample) => {
      const [n, code] = sample;
      const file = `${folder}${page.replace('/', '-')}-${n}.ts`;
      writeFileSync(file, checked(code));
      await import(/* @vite-ignore */ file);
    },
  );
});

test('the README of the package has absolute links and images only', () => {
  const { repository } = JSON.parse(read('packages/shelflife/package.json'));
  const packed = withAbsoluteLinks(read('README.md'), repository.url);
  const links = [...packed.matchAll(/(!?)\[[^\]]*\]\(([^)]+)\)/g)];
  const home = 'https://github.com/shelflife-cache/shelflife/blob/HEAD/';
  const files = 'https://raw.githubusercontent.com/shelflife-cache/shelflife/HEAD/';
  const wrong = links.filter(
    ([, image, to]) => !to!.startsWith('#') && !to!.startsWith(image ? files : home),
  );
  expect(wrong).toEqual([]);
  expect(packed).toContain(`](${home}docs/speed.md)`);
  expect(packed).toContain(`](${files}bench/results/results.svg)`);
});
