/** What an engine has, and which values it clones and stores: facts for docs/engines.md. */

/** `has`: by feature. `keeps`: by value, the outcomes of `structuredClone` and of a `put`. */
export interface Findings {
  readonly agent: string;
  readonly has: Record<string, string>;
  readonly keeps: Record<string, { readonly clone: string; readonly put: string }>;
}

const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

const FEATURES: Readonly<Record<string, () => unknown>> = {
  getAllRecords: () => 'getAllRecords' in IDBObjectStore.prototype,
  'IDBTransaction.commit': () => 'commit' in IDBTransaction.prototype,
  'IDBTransaction.durability': () => 'durability' in IDBTransaction.prototype,
  'indexedDB.databases': () => 'databases' in IDBFactory.prototype,
  'Web Locks': () => 'locks' in navigator,
  BroadcastChannel: () => typeof BroadcastChannel === 'function',
  requestIdleCallback: () => 'requestIdleCallback' in window,
  'scheduler.yield': () => 'scheduler' in window && 'yield' in Reflect.get(window, 'scheduler'),
  'storage.estimate': () => typeof navigator.storage?.estimate === 'function',
  'storage.persist': () => typeof navigator.storage?.persist === 'function',
  storageBuckets: () => 'storageBuckets' in navigator,
  CompressionStream: () => typeof CompressionStream === 'function',
  'Symbol.asyncDispose': () => 'asyncDispose' in Symbol,
  'secure context': () => window.isSecureContext,
  SharedArrayBuffer: () => typeof SharedArrayBuffer === 'function',
  'shared WebAssembly.Memory': () => sharedBuffer().byteLength > 0,
  'clock step in ms': clockStep,
};

const VALUES: Readonly<Record<string, () => unknown>> = {
  'a lone surrogate': () => 'a\ud800b',
  'an Error with a cause': () => new RangeError('far', { cause: { code: 7 } }),
  'an AggregateError': () => new AggregateError([1, 2], 'many'),
  'a DOMException': () => new DOMException('text', 'AbortError'),
  'a sparse array': () => Object.assign([], { 5: 1 }),
  'an array with an extra member': () => Object.assign([1], { extra: 2 }),
  'a boxed bigint': () => Object(2n),
  'a regular expression with lastIndex': () => Object.assign(/a/dg, { lastIndex: 3 }),
  'a Blob': () => new Blob(['text']),
  'a File': () => new File(['text'], 'name.txt'),
  'ImageData ': () => new ImageData(1, 1),
  'a DOMRect': () => new DOMRect(1, 2, 3, 4),
  'a DOMMatrix': () => new DOMMatrix(),
  'a resizable ArrayBuffer': () => Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]),
  'a Float16Array': () => Reflect.construct(Reflect.get(window, 'Float16Array'), [2]),
  'a VideoFrame': videoFrame,
  'AudioData ': audioData,
  'an ImageBitmap': () => createImageBitmap(new ImageData(1, 1)),
  'a CryptoKey': () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, true, ['encrypt']),
  'a WebAssembly module': () => new WebAssembly.Module(EMPTY_MODULE),
  'a SharedArrayBuffer': sharedBuffer,
  'a Response': () => new Response('text'),
  'a MessagePort': () => new MessageChannel().port1,
  'a WeakMap': () => new WeakMap(),
  'a function': () => () => 1,
  'a Proxy': () => new Proxy({ a: 1 }, {}),
  'an object 10,000 deep': () => deep(10_000),
  'an object 1,000,000 deep': () => deep(1_000_000),
};

export async function probe(): Promise<Findings> {
  const has: Record<string, string> = {};
  for (const [name, look] of Object.entries(FEATURES)) has[name] = await outcome(look);
  const db = await opened();
  const keeps: Findings['keeps'] = {};
  for (const [name, make] of Object.entries(VALUES)) keeps[name] = await kept(db, make);
  db.close();
  indexedDB.deleteDatabase('probe');
  return { agent: navigator.userAgent, has, keeps };
}

async function kept(db: IDBDatabase, make: () => unknown) {
  let value: unknown;
  try {
    value = await make();
  } catch (error) {
    const absent = `cannot be made: ${nameOf(error)}`;
    return { clone: absent, put: absent };
  }
  const clone = await outcome(() => described(structuredClone(value)));
  return { clone, put: await outcome(() => stored(db, value)) };
}

function stored(db: IDBDatabase, value: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const tx = db.transaction('entries', 'readwrite');
    const store = tx.objectStore('entries');
    const put = store.put(value, 'k');
    const get = store.get('k');
    put.onerror = () => reject(put.error);
    tx.onabort = () => reject(tx.error);
    tx.oncomplete = () => resolve(described(get.result));
  });
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('probe', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('entries');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function outcome(look: () => unknown): Promise<string> {
  try {
    return String(await look());
  } catch (error) {
    return nameOf(error);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : String(error);
}

/** What it came back as: its kind, and for what loses parts, these. */
function described(value: unknown): string {
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (value instanceof Error) {
    const { name, cause } = value;
    const parts = [name, cause ? 'with cause' : 'no cause', value.stack ? 'stack' : 'no stack'];
    return `${kind} (${parts.join(', ')})`;
  }
  if (Array.isArray(value)) return `${kind} (${Object.keys(value)})`;
  if (value instanceof ArrayBuffer) return `${kind} (${Reflect.get(value, 'maxByteLength')})`;
  return kind;
}

function sharedBuffer(): SharedArrayBuffer {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  return memory.buffer as unknown as SharedArrayBuffer;
}

function videoFrame(): unknown {
  const size = { codedWidth: 1, codedHeight: 1 };
  return new VideoFrame(new Uint8Array(4), { format: 'RGBA', ...size, timestamp: 0 });
}

function audioData(): unknown {
  const format = {
    format: 'u8',
    sampleRate: 8000,
    numberOfFrames: 1,
    numberOfChannels: 1,
  } as const;
  return new AudioData({ ...format, timestamp: 0, data: new Uint8Array(1) });
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < levels; n++) value = { value };
  return value;
}

/** How coarse `performance.now()` is. */
function clockStep(): number {
  const started = performance.now();
  let now = started;
  while (now === started) now = performance.now();
  return now - started;
}
