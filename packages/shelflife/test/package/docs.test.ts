/** The docs cite tests by name, and link to files and headings: all of them exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The files in a folder, as paths from the root. */
function filesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(folder, file),
  );
}

const docs = filesIn('docs').filter((path) => path.endsWith('.md'));
const pages = [...readdirSync(root).filter((path) => path.endsWith('.md')), ...docs].sort();
const testFolders = [
  'packages/shelflife/test',
  'packages/shelflife/src/testing',
  'packages/redis/test',
];
const testFiles = [...testFolders, 'e2e', 'drills', 'browsers']
  .flatMap(filesIn)
  .filter((path) => /\.(ts|mjs)$/.test(path) && !path.includes('readme-samples'));

/** A title as the docs may cite it: whatever stands for a `${parameter}` or a `%s` matches. */
function titlePattern(title: string): RegExp {
  const fixed = title.split(/\$\{[^}]*\}|%s/).map(escaped);
  return new RegExp(`^(page: |worker: )?${fixed.join('.+')}$`);
}

/** A cited name may leave out parts of a title, as `…`. */
function citedPattern(name: string): RegExp {
  return new RegExp(`^(page: |worker: )?${name.split('…').map(escaped).join('.*')}$`);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The first arguments of calls, and the keys of the tables that parametrized tests are made from. */
function titlesIn(code: string): string[] {
  const literal = /(?:[([]\s*|^\s*|, )(?:'((?:[^'\\\n]|\\.)+)'|"([^"\n]+)"|`([^`\n]+)`)/gm;
  return [...code.matchAll(literal)].map(([, a, b, c]) => (a ?? b ?? c!).replace(/\\(.)/g, '$1'));
}

const titlesByFile = new Map(testFiles.map((file) => [file, titlesIn(read(file))]));
const allTitles = [...titlesByFile.values()].flat();

function isTitle(name: string, titles: readonly string[]): boolean {
  const cited = citedPattern(name);
  return titles.some((title) => cited.test(title) || hasWords(title, name));
}

/** A title of parameters alone would match anything. */
function hasWords(title: string, name: string): boolean {
  return title.replace(/\$\{[^}]*\}|%s/g, '').trim().length > 8 && titlePattern(title).test(name);
}

interface Citation {
  readonly page: string;
  readonly name: string;
  /** The file that the page names for it, if any. */
  readonly file: string | undefined;
}

/** The names in quotes in the columns "Test" of a page's tables, each with the file that follows. */
function citationsIn(page: string): Citation[] {
  const citations: Citation[] = [];
  let column = -1;
  for (const line of read(page).split('\n')) {
    const cells = line.startsWith('|') ? line.split(/(?<!\\)\|/).map((cell) => cell.trim()) : [];
    if (cells.includes('Test')) column = cells.indexOf('Test');
    if (cells.length === 0) column = -1;
    for (const [part, file] of (cells[column] ?? '').matchAll(/[^`]+(?:`([^`]+)`)?/g))
      for (const [, name] of part.matchAll(/"([^"]+)"/g))
        citations.push({ page, name: name!, file });
  }
  return citations;
}

describe('tests that the docs cite', () => {
  const citations = pages.flatMap(citationsIn);

  test('there are many', () => {
    expect(citations.length).toBeGreaterThan(80);
  });

  test.for(pages.filter((page) => citationsIn(page).length > 0))('%s: they exist', (page) => {
    const missing = citationsIn(page).filter(({ name, file }) => {
      const files = testFiles.filter((path) => basename(path) === file);
      const titles = file ? files.flatMap((path) => titlesByFile.get(path)!) : allTitles;
      return !isTitle(name, titles);
    });
    expect(missing).toEqual([]);
  });
});

test.for(pages)('%s: the test files that it names exist', (page) => {
  const names = [...read(page).matchAll(/`([a-z-]+(?:\.[a-z]+)*\.(?:test|spec)\.ts)`/g)];
  const existing = new Set(testFiles.map((file) => basename(file)));
  expect(names.map(([, name]) => name!).filter((name) => !existing.has(name))).toEqual([]);
});

describe('links', () => {
  test.for(pages)('%s: all lead somewhere', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  test('the README lists each page of docs/ once', () => {
    const list = read('README.md').split('## Documentation')[1]!;
    const links = [...list.matchAll(/\]\((docs\/[^)]+)\)/g)].map(([, link]) => link);
    expect(links.sort()).toEqual(docs.sort());
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), path));
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** As GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
