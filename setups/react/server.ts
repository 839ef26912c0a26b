/** What a server renders, and what a page makes of it. */
import { act, waitFor } from '@testing-library/react';
import { createElement as h, Suspense } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import type { UntypedCache } from 'shelflife';
import { useCached, useCachedSuspense, useCacheValue } from 'shelflife/react';
import { describe, expect, test, vi } from 'vitest';
import { tabs } from './fixture.js';

interface Props {
  readonly cache: UntypedCache;
  readonly load: () => unknown;
}

function Shown({ cache, load }: Props) {
  const { data, isLoading } = useCached(cache, 'k', load);
  return h('p', null, isLoading ? 'loading' : String(data));
}

function Read({ cache }: Props) {
  return h('p', null, String(useCacheValue(cache, 'k')));
}

function Suspending({ cache, load }: Props) {
  return h('p', null, String(useCachedSuspense(cache, 'k', load)));
}

const inSuspense = (props: Props) =>
  h(Suspense, { fallback: h('p', null, 'waiting') }, h(Suspending, props));

/** What a page shows after it was hydrated, and the errors that React recovered from. */
async function hydrated(html: string, app: React.ReactNode) {
  const page = document.createElement('div');
  page.innerHTML = html;
  const errors: string[] = [];
  const onRecoverableError = (error: unknown) => errors.push(String(error));
  const root = await act(async () => hydrateRoot(page, app, { onRecoverableError }));
  return { page, root, errors };
}

describe('a server', () => {
  test('renders that useCached loads, and does not use the cache', async () => {
    const { cache } = tabs();
    await cache.set('k', "another user's");
    const load = vi.fn();
    expect(renderToString(h(Shown, { cache, load }))).toBe('<p>loading</p>');
    expect(renderToString(h(Read, { cache, load }))).toBe('<p>undefined</p>');
    expect(load).not.toHaveBeenCalled();
  });

  test('renders the fallback of useCachedSuspense, and does not use the cache', async () => {
    const { cache } = tabs();
    await cache.set('k', "another user's");
    const load = vi.fn();
    const html = renderToString(inSuspense({ cache, load }));
    expect(html).toContain('waiting');
    expect(html).not.toContain('another');
    expect(load).not.toHaveBeenCalled();
  });
});

describe('a page that is hydrated', () => {
  test('shows what memory holds, without a mismatch', async () => {
    const { cache } = tabs();
    await cache.set('k', 'held');
    const app = h(
      'main',
      null,
      h(Shown, { cache, load: vi.fn() }),
      h(Read, { cache, load: vi.fn() }),
    );
    const { page, root, errors } = await hydrated(renderToString(app), app);
    await waitFor(() => expect(page.textContent).toBe('heldheld'));
    expect(errors).toEqual([]);
    root.unmount();
  });

  test('loads what the server left to it', async () => {
    const { cache } = tabs();
    const load = vi.fn(() => 'loaded');
    const app = inSuspense({ cache, load });
    const { page, root, errors } = await hydrated(renderToString(app), app);
    await waitFor(() => expect(page.textContent).toBe('loaded'));
    expect(errors).toEqual([expect.stringContaining('useCachedSuspense() loads in the browser')]);
    root.unmount();
  });
});
