/** Values that cannot be serialized for storage, by what they are. */

/** The eight bytes of an empty module. */
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

function sharedBuffer(): unknown {
  return new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
}

/** Each made afresh, as some engines lack some of them. */
export const UNSTORABLE: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => 1,
  'a symbol': () => Symbol('s'),
  'a function within an object': () => ({ deep: [{ down: () => 1 }] }),
  'a SharedArrayBuffer': sharedBuffer,
  'a view on a SharedArrayBuffer': () => new Uint8Array(sharedBuffer() as ArrayBuffer),
  'a SharedArrayBuffer within a Map': () => new Map([['k', { list: [sharedBuffer()] }]]),
  'a SharedArrayBuffer as a key of a Map': () => new Map([[sharedBuffer(), 1]]),
  'a SharedArrayBuffer within a Set': () => new Set([sharedBuffer()]),
  'a SharedArrayBuffer as an extra member of an array': () =>
    Object.assign([], { extra: sharedBuffer() }),
  'a WebAssembly module': () => new WebAssembly.Module(EMPTY_MODULE),
  'a WebAssembly module within an object': () => ({ m: new WebAssembly.Module(EMPTY_MODULE) }),
  ...(refusesResponses() && { 'a Response': () => new Response('text') }),
  'a WeakMap': () => new WeakMap(),
};

/** Node's structured clone takes a `Response` for a plain object. */
function refusesResponses(): boolean {
  try {
    return !structuredClone(new Response());
  } catch {
    return true;
  }
}
