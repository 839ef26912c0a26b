/**
 * Writes `offline.js`, a service worker that holds every file of the build, so that the demo opens without
 * a network after the first visit. The endpoints are left alone.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const SCRIPT = new URL('../offline/service-worker.js', import.meta.url);

export function offline(): Plugin {
  return {
    name: 'shelflife-demo:offline',
    apply: 'build',
    async generateBundle(_, bundle) {
      const files = Object.keys(bundle).sort();
      // Names of assets change with their content; those of pages do not.
      const contents = files.map((file) => contentOf(bundle[file]!));
      const build = createHash('sha256').update(contents.join()).digest('hex').slice(0, 12);
      const source = (await readFile(SCRIPT, 'utf8'))
        .replace("'BUILD'", JSON.stringify(build))
        .replace("['FILES']", JSON.stringify(['./', ...files]));
      this.emitFile({ type: 'asset', fileName: 'offline.js', source });
    },
  };
}

const contentOf = (file: { type: string; fileName: string; source?: unknown; code?: unknown }) =>
  file.fileName + String(file.source ?? file.code);
