/** What a component inside `<Suspense>` sees of `useCachedSuspense`, and any one of `useCacheValue`. */
import {
  act,
  cleanup,
  fireEvent,
  render,
  renderHook,
  screen,
  waitFor,
} from '@testing-library/react';
import {
  Component,
  createElement as h,
  type ReactNode,
  StrictMode,
  Suspense,
  useState,
  useTransition,
} from 'react';
import type { LoaderContext, UntypedCache } from 'shelflife';
import { type CachedOptions, useCachedSuspense, useCacheValue } from 'shelflife/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deferred, tabs } from './fixture.js';

afterEach(cleanup);
afterEach(() => void vi.restoreAllMocks());

interface Props {
  readonly cache: UntypedCache;
  readonly load: (context: LoaderContext) => unknown;
  readonly name?: string;
  readonly options?: CachedOptions;
}

function Value({ cache, load, name = 'k', options }: Props) {
  return h('p', null, String(useCachedSuspense(cache, name, load, options)));
}

/** Renders what `error` shows, and a button to try again. */
class Boundary extends Component<{ readonly children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    const { error } = this.state;
    const tryAgain = () => this.setState({ error: undefined } as { error?: Error });
    return error
      ? h('button', { type: 'button', onClick: tryAgain }, error.message)
      : this.props.children;
  }
}

const waiting = (...children: ReactNode[]) =>
  h(Suspense, { fallback: h('p', null, 'waiting') }, ...children);

const text = () => document.body.textContent;
const reads = (expected: string) => waitFor(() => expect(text()).toBe(expected), { timeout: 5000 });

describe('useCachedSuspense', () => {
  test.each([
    ['', {}],
    [', in strict mode', { wrapper: StrictMode }],
  ])('shows the fallback until the value is loaded, once%s', async (_, options) => {
    const { cache } = tabs();
    const loaded = deferred();
    const load = vi.fn(() => loaded.promise);
    await act(async () => {
      render(waiting(h(Value, { cache, load }), h(Value, { cache, load })), options);
    });
    expect(text()).toBe('waiting');
    loaded.resolve('RRR');
    await reads('RRRRRR');
    expect(load).toHaveBeenCalledOnce();
  });

  test('shows at once what memory holds', async () => {
    const { cache } = tabs();
    await cache.set('k', 'held');
    render(waiting(h(Value, { cache, load: () => 'loaded' })));
    expect(text()).toBe('held');
  });

  test('shows what is set here or in another tab, without the fallback', async () => {
    const { cache, other } = tabs();
    await act(async () => {
      render(waiting(h(Value, { cache, load: () => 'loaded' })));
    });
    await reads('loaded');
    const seen: unknown[] = [];
    const observer = new MutationObserver(() => seen.push(text()));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    await act(() => cache.set('k', 'mine'));
    await reads('mine');
    await act(() => other.set('k', 'theirs'));
    await reads('theirs');
    await act(() => other.delete('k'));
    await reads('loaded');
    observer.disconnect();
    expect(seen).not.toContain('waiting');
  });

  test('throws the error of the loader, and loads again when its boundary tries again', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { cache } = tabs();
    const load = vi.fn<() => unknown>().mockRejectedValueOnce(new Error('down'));
    load.mockReturnValueOnce('loaded');
    await act(async () => {
      render(h(Boundary, null, waiting(h(Value, { cache, load }))));
    });
    await reads('down');
    expect(load).toHaveBeenCalledOnce();
    await waitFor(
      async () => {
        const button = screen.queryByRole('button');
        if (button) await act(async () => fireEvent.click(button));
        expect(text()).toBe('loaded');
      },
      { timeout: 5000 },
    );
  });

  test('keeps what is shown while a transition to another key loads', async () => {
    const { cache } = tabs();
    const loaded = deferred();
    const load = ({ key }: LoaderContext) => (key === 'k' ? 'of k' : loaded.promise);
    function Pages() {
      const [name, setName] = useState('k');
      const [isPending, start] = useTransition();
      const onClick = () => start(() => setName('l'));
      return h(
        'button',
        { type: 'button', onClick },
        isPending && '… ',
        h(Value, { cache, load, name }),
      );
    }
    await act(async () => {
      render(waiting(h(Pages)));
    });
    await reads('of k');
    await act(async () => fireEvent.click(screen.getByRole('button')));
    expect(text()).toBe('… of k');
    await act(async () => loaded.resolve('of l'));
    await reads('of l');
  });

  test('a value that nobody stores is shown, and loaded once', async () => {
    const { cache } = tabs();
    const load = vi.fn(() => undefined);
    await act(async () => {
      render(waiting(h(Value, { cache, load, options: { timeout: 0 } })));
    });
    await reads('undefined');
    expect(load).toHaveBeenCalledOnce();
  });
});

describe('useCacheValue', () => {
  test('shows what is set and removed elsewhere, and nothing twice', async () => {
    const { cache, other } = tabs();
    await other.set('k', ['stored']);
    const renders: unknown[] = [];
    const { result } = renderHook(() => {
      renders.push(useCacheValue(cache, 'k'));
      return renders.at(-1);
    });
    const shows = (value: unknown) => waitFor(() => expect(result.current).toEqual(value));
    await shows(['stored']);
    await act(() => other.set('k', ['stored']));
    await act(() => cache.get('k'));
    await act(() => cache.set('k', ['mine']));
    await act(() => other.delete('k'));
    await shows(undefined);
    expect(renders).toEqual([undefined, ['stored'], ['mine'], undefined]);
  });

  test('shows another version, and a value until it expires', async () => {
    const { cache, advance } = tabs();
    await cache.set('k', 'second', { version: 2, timeout: 0.02 });
    const { result } = renderHook(() => useCacheValue(cache, 'k', { version: 2 }));
    expect(result.current).toBe('second');
    advance(1);
    await waitFor(() => expect(result.current).toBe(undefined));
  });

  test('refuses other options', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { cache } = tabs();
    const wrong = { timeout: 1 } as { version?: number };
    expect(() => renderHook(() => useCacheValue(cache, 'k', wrong))).toThrow(
      'options: unknown option "timeout"; known: version',
    );
  });
});
