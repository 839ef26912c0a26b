/**
 * `import shown from './long-code.ts?highlighted'`: the code that runs, as the page shows it.
 *
 * Takes the body of the module's function, or the whole of a Python file, and highlights it at build
 * time, so that what is shown is what runs and no highlighter is shipped.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const QUERY = '?highlighted';

/** What such an import's default export is. */
export interface HighlightedCode {
  /** The code as text, to copy. */
  readonly text: string;
  /** The code as HTML: a `<pre>` that carries colours for both themes. */
  readonly html: string;
}

export function highlightedCode(): Plugin {
  return {
    name: 'shelflife-demo:highlighted-code',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(QUERY)) return;
      const file = id.slice(0, -QUERY.length);
      this.addWatchFile(file);
      const source = await readFile(file, 'utf8');
      const isPython = file.endsWith('.py');
      const text = isPython ? source.trimEnd() : functionBody(source);
      const shown: HighlightedCode = {
        text,
        html: await highlight(text, isPython ? 'python' : 'ts'),
      };
      return { code: `export default ${JSON.stringify(shown)};`, moduleType: 'js' };
    },
  };
}

/** The lines between the exported function's first and last one, moved to the left edge. */
function functionBody(source: string): string {
  const lines = source.split('\n');
  const first = lines.findIndex((line) => line.startsWith('export '));
  const start = lines.findIndex((line, at) => at >= first && line.endsWith('{'));
  const end = lines.lastIndexOf('}');
  const body = lines.slice(start + 1, end).map((line) => line.replace(/^ {2}/, ''));
  return body.join('\n');
}

/** The theme's ground would hide the page's own. */
function withoutStyle(pre: { properties: Record<string, unknown> }) {
  delete pre.properties.style;
}

async function highlight(text: string, lang: 'ts' | 'python'): Promise<string> {
  const { codeToHtml } = await import('shiki');
  return codeToHtml(text, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: 'light-dark()',
    transformers: [{ pre: withoutStyle }],
  });
}
