/** The store of docs/writing-a-store.md, as the page shows it, on both suites. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Store } from 'shelflife';
import { sessionContract, storeContract } from 'shelflife/testing';
import { describe, expect, test } from 'vitest';

const page = readFileSync(new URL('../../../../docs/writing-a-store.md', import.meta.url), 'utf8');
const [, code = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];

const folder = fileURLToPath(new URL('./written-store/', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}map-store.ts`, code);
const { mapStore } = (await import(/* @vite-ignore */ `${folder}map-store.ts`)) as {
  mapStore: () => Store;
};
rmSync(folder, { recursive: true });

const runner = { describe, test, expect };

test('the store has at most 80 lines', () => {
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
});

sessionContract('mapStore', mapStore, runner);
storeContract('mapStore', mapStore, runner);
storeContract('mapStore, queued', mapStore, runner, { acknowledge: 'queued' });
