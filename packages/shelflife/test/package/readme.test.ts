/** The samples in the README and the docs run, and the README of the package works on npm. */
import 'fake-indexeddb/auto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withAbsoluteLinks } from '../../../../scripts/readme.mjs';
import { samplesIn, testSamples } from '../support/samples.js';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const here = fileURLToPath(new URL('.', import.meta.url));

/** Pages about a peer or another package: their samples run in `test/peers`, or in the tests of that package. */
const isAboutPeer = (page: string) =>
  ['setups', 'packages'].some((folder) =>
    existsSync(new URL(`${folder}/${basename(page, '.md')}`, root)),
  );

const docs = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'));
const pages = ['README.md', ...docs.map((file) => `docs/${file}`)].filter(
  (page) => samplesIn(page).length > 0 && !isAboutPeer(page),
);

test('the README has samples', () => {
  expect(samplesIn('README.md').length).toBeGreaterThan(5);
});

for (const page of pages) testSamples(page, here);

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
  const pictures = [...packed.matchAll(/ src(?:set)?="([^"]+)"/g)].map(([, to]) => to);
  expect(pictures.filter((to) => !to!.startsWith(files))).toEqual([]);
  expect(pictures).toContain(`${files}docs/demo-dark.webp`);
  expect(packed).toContain(`](${home}docs/speed.md)`);
  expect(packed).toContain(`](${files}bench/results/results.svg)`);
});
