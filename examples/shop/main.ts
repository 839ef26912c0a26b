/** The page of the shop: shows what `data.ts` has, and again when it changes in this tab or another. */
import * as data from './data.ts';

const element = (id: string) => document.querySelector<HTMLElement>(`#${id}`)!;
let looking = new AbortController();
let lastReading: unknown;

function button(label: string, onClick: () => unknown): HTMLButtonElement {
  const made = document.createElement('button');
  made.textContent = label;
  made.addEventListener('click', onClick);
  return made;
}

function showProducts(products: readonly data.Product[]): void {
  const items = products.map(({ id, name, price }) => {
    const item = document.createElement('li');
    item.append(
      `${price} € `,
      button(name, () => look(id)),
    );
    item.append(button(`Add ${name}`, () => attempt(data.addToCart(id))));
    return item;
  });
  element('products').replaceChildren(...items);
}

/** Reads may end in another order than they began: only the last one is shown. */
async function showCart(): Promise<void> {
  const reading = data.loadCart();
  lastReading = reading;
  const cart = await reading;
  if (reading !== lastReading) return;
  const items = cart.map(({ id, count }) => {
    const item = document.createElement('li');
    item.textContent = `Product ${id}: ${count}`;
    return item;
  });
  element('cart').replaceChildren(...items);
}

/** Shows one product; looking at another one ends the request for this one. */
async function look(id: number): Promise<void> {
  looking.abort();
  looking = new AbortController();
  const { signal } = looking;
  await attempt(
    data.loadProduct(id, signal).then(({ name, price }) => {
      element('details').textContent = `${name} costs ${price} €`;
    }),
    signal,
  );
}

async function attempt(work: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  try {
    await work;
    element('status').textContent = '';
  } catch (error) {
    if (!signal?.aborted) element('status').textContent = String(error);
  }
}

const load = (fresh?: boolean) => attempt(data.loadProducts(fresh).then(showProducts));

data.onProducts(() => {
  const products = data.peekProducts();
  if (products) showProducts(products);
  else load();
});
data.onCart(showCart);
element('refresh').addEventListener('click', () => load(true));
element('logout').addEventListener('click', () => attempt(data.logOut()));
await Promise.all([load(), showCart()]);
