/** The samples in the README and the docs, as tests. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';

const root = new URL('../../../../', import.meta.url);

export function samplesIn(page: string): string[] {
  const text = readFileSync(new URL(page, root), 'utf8');
  return [...text.matchAll(/```tsx?\n(.*?)```/gs)].map(([, code]) => code!);
}

/** `await f(); // → value` says what comes; so does any other expression. */
function checked(sample: string): string {
  const code = sample.replace(
    /^(?!const |let )(\S.*?); \/\/ → (.*)$/gm,
    (_, call: string, value: string) => `expect(${call}).toEqual(${value});`,
  );
  return `import { expect } from 'vitest';\n${code}`;
}

/** Registers a test for each sample of a page. They are written to a folder in `beside`, where their imports are found. */
export function testSamples(page: string, beside: string): void {
  const folder = `${beside}/readme-samples/`;

  describe(page, () => {
    beforeAll(() => {
      mkdirSync(folder, { recursive: true });
      vi.stubGlobal('fetch', async () => Response.json([{ title: 'Course 1' }]));
    });

    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
      vi.unstubAllGlobals();
    });

    test.for([...samplesIn(page).entries()])(
      'sample %i runs, and gives what it says',
      async ([n, code]) => {
        const file = `${folder}${page.replace('/', '-')}-${n}.tsx`;
        writeFileSync(file, checked(code));
        await import(/* @vite-ignore */ file);
      },
    );
  });
}
