/** The data of the checks in `unstorables.ts`: values that cannot be stored, by what they are. */

/** The eight bytes of an empty module. */
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

/** Made by WebAssembly, as pages that are not cross-origin isolated have no constructor for it. */
export function sharedBuffer(): ArrayBufferLike {
  return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
}

/** Values with shared memory in them. */
const SHARED: Readonly<Record<string, () => unknown>> = {
  'a SharedArrayBuffer': sharedBuffer,
  'a view on a SharedArrayBuffer': () => new Uint8Array(sharedBuffer()),
  'a SharedArrayBuffer within a Map': () => new Map([['k', { list: [sharedBuffer()] }]]),
  'a SharedArrayBuffer as a key of a Map': () => new Map([[sharedBuffer(), 1]]),
  'a SharedArrayBuffer within a Set': () => new Set([sharedBuffer()]),
  'a SharedArrayBuffer as an extra member of an array': () =>
    Object.assign([], { extra: sharedBuffer() }),
};

/** Functions, as some engines lack some of these. */
export const UNSTORABLE: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => 1,
  'a symbol': () => Symbol('s'),
  'a function within an object': () => ({ deep: [{ down: () => 1 }] }),
  ...SHARED,
  'a WebAssembly module': () => new WebAssembly.Module(EMPTY_MODULE),
  'a WebAssembly module within an object': () => ({ m: new WebAssembly.Module(EMPTY_MODULE) }),
  'a Response': () => new Response('text'),
  'a Response within an object': () => ({ inner: new Response('text') }),
  'a URL within an array': () => [new URL('https://example.org')],
  'Headers within a Map': () => new Map([['k', new Headers()]]),
  'an AbortSignal': () => AbortSignal.abort(),
  'a WeakMap': () => new WeakMap(),
};
