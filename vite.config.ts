/** One place for Vite (the demo) and Vitest (the package). */
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { highlightedCode } from './demo/build/highlighted-code.ts';
import { offline } from './demo/build/offline.ts';
import { slowEndpoints } from './demo/endpoints/served.ts';
import { chromiumArgs, findChromium } from './scripts/chromium.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = {
  '@shelflife/redis': here('packages/redis/src/index.ts'),
  'shelflife/worker/host': here('packages/shelflife/src/worker/host.ts'),
  'shelflife/worker': here('packages/shelflife/src/worker/index.ts'),
  'shelflife/store': here('packages/shelflife/src/store/index.ts'),
  'shelflife/testing': here('packages/shelflife/src/testing/index.ts'),
  'shelflife/keyv': here('packages/shelflife/src/keyv/index.ts'),
  'shelflife/unstorage': here('packages/shelflife/src/unstorage/index.ts'),
  'shelflife/tanstack-query': here('packages/shelflife/src/tanstack-query/index.ts'),
  'shelflife/devtools': here('packages/shelflife/src/devtools/index.ts'),
  'shelflife/react': here('packages/shelflife/src/react/index.ts'),
  shelflife: here('packages/shelflife/src/index.ts'),
  // A peer, installed by the tests that use it.
  react: here('setups/react/node_modules/react'),
};

export default defineConfig({
  root: 'demo',
  plugins: [slowEndpoints(), highlightedCode(), offline()],
  resolve: { alias },
  base: './',
  build: {
    outDir: here('demo-dist'),
    emptyOutDir: true,
    rolldownOptions: { input: [here('demo/index.html'), here('demo/frame.html')] },
  },
  test: {
    root: here('.'),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', 'packages/redis/**'],
          typecheck: { enabled: false },
          // On a busy machine a test may stand still for seconds.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'redis', include: ['packages/redis/test/**/*.test.ts'] },
      },
      {
        extends: true,
        optimizeDeps: { include: ['idb', 'comlink', 'fast-check'] },
        test: {
          name: 'chromium',
          include: ['packages/*/test/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: findChromium(), args: chromiumArgs },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
