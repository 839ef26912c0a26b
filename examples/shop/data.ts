/** The data of the shop: products from the server, and the user's cart. */
import { createCache } from 'shelflife';

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: number;
}

const MINUTE = 60;
const DAY = 86_400;

const cache = createCache<{ products: Product[]; [product: `product:${number}`]: Product }>({
  name: 'shop',
  loading: { staleWhileRevalidate: DAY, staleIfError: 7 * DAY },
});
cache.addEventListener('error', ({ error }) => console.warn(error.message, error.cause));

/** How many of each product: one entry for each, so that two tabs can add at the same time. */
const cartOfUser = cache.namespace<{ [product: `${number}`]: number }>('user:42');

async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** The list: at once if this browser had it within the last day. `fresh` asks the server in any case. */
export const loadProducts = (fresh = false) =>
  cache.getOrSet('products', ({ signal }) => fetchJson<Product[]>('/api/products.json', signal), {
    timeout: MINUTE,
    fresh,
  });

/** What memory has of the list, without waiting. */
export const peekProducts = () => cache.peek('products', undefined, { stale: true });
export const onProducts = (listener: () => void) => cache.subscribe('products', listener);

/** One product. Aborting the signal gives up waiting for it. */
export const loadProduct = (id: number, signal: AbortSignal) =>
  cache.getOrSet(`product:${id}`, (load) => fetchJson<Product>(`/api/${id}.json`, load.signal), {
    timeout: 5 * MINUTE,
    signal,
  });

export async function loadCart(): Promise<{ id: number; count: number }[]> {
  const lines = [];
  for await (const { key, value } of cartOfUser.entries())
    lines.push({ id: Number(key), count: value });
  return lines;
}
export const onCart = (listener: () => void) => cartOfUser.subscribe(listener);
export const addToCart = (id: number) => cartOfUser.incr(`${id}`, 1, { initial: 0, timeout: null });

/** Removes what is the user's, in every tab. The products stay. */
export const logOut = () => cartOfUser.clear();
