/** The layers that the folders show: what each may import, and that no imports form a circle. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Each layer with those it may import, besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  platform: [],
  stores: ['model', 'platform'],
  core: ['model', 'platform'],
  api: ['core', 'model', 'stores'],
  worker: ['core', 'model', 'platform', 'stores'],
  store: ['model', 'platform', 'stores'],
  testing: ['index.ts', 'store'],
  keyv: ['api', 'model'],
  unstorage: ['api', 'model'],
  'tanstack-query': ['api', 'model'],
  react: ['api', 'model', 'platform'],
  devtools: ['index.ts', 'model', 'platform'],
  'index.ts': ['api', 'core', 'model', 'stores'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(`${src}/${file}`, 'utf8');
  const relative = text.matchAll(/\b(?:from|import)\s*'(\.[^']+)\.js'/g);
  return [...relative].map(([, path]) => `${posix.join(posix.dirname(file), path!)}.ts`);
}

const layerOf = (file: string) => file.split('/')[0]!;

test.each(files)('%s imports from its own layer and those below', (file) => {
  const layer = layerOf(file);
  const allowed = [layer, ...(LAYERS[layer] ?? [])];
  expect(imports.get(file)!.filter((other) => !allowed.includes(layerOf(other)))).toEqual([]);
});

test('no imports form a circle', () => {
  const settled = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    expect(path, `a circle: ${[...path, file].join(' → ')}`).not.toContain(file);
    if (settled.has(file)) return;
    for (const other of imports.get(file) ?? []) visit(other, [...path, file]);
    settled.add(file);
  };
  for (const file of files) visit(file, []);
});
