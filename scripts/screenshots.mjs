/**
 * Takes the pictures of the demo that the README shows, `docs/demo-light.webp` and `docs/demo-dark.webp`: builds the
 * demo, serves it, and visits its page until hits and misses stand side by side.
 *
 *   node scripts/screenshots.mjs
 */
import { statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const VIEWPORT = { width: 1280, height: 800 };
const MOST_BYTES = 150_000;

const options = { root: `${root}demo`, configFile: `${root}vite.config.ts`, logLevel: 'warn' };
await build(options);
const server = await preview({ ...options, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumArgs });
try {
  for (const theme of ['light', 'dark']) await take(theme);
} finally {
  await browser.close();
  await server.close();
}

async function take(theme) {
  const page = await browser.newPage({
    viewport: VIEWPORT,
    deviceScaleFactor: 1.5,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await page.goto(server.resolvedUrls.local[0]);
  await visited(page, 1);
  await page.getByRole('button', { name: 'Skip 30 s' }).click();
  await visit(page, 2);
  const path = `${root}docs/demo-${theme}.webp`;
  writeFileSync(path, await webpOf(page, await page.screenshot()));
  const { size } = statSync(path);
  console.log(`${path}: ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`A picture has to stay under ${MOST_BYTES} bytes.`);
  await page.close();
}

async function visit(page, number) {
  await page.getByRole('button', { name: 'Visit again', exact: true }).click();
  await visited(page, number);
  // A focus ring or a hovered button would be no part of the picture.
  await page.mouse.move(0, 0);
}

async function visited(page, number) {
  await page.getByRole('region', { name: `Visit ${number}` }).waitFor();
}

/** The browser's own encoder: Playwright writes PNG and JPEG only. */
async function webpOf(page, png) {
  const base64 = await page.evaluate(async (data) => {
    const response = await fetch(`data:image/png;base64,${data}`);
    const image = await createImageBitmap(await response.blob());
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  }, png.toString('base64'));
  return Buffer.from(base64, 'base64');
}
