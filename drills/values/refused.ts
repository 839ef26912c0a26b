/** Values that no disk takes, each for its own reason. */
import type { Makers } from './types.ts';

export function installRefusedValues(): void {
  const ofTheLanguage: Makers = {
    'a function': () => () => 1,
    'a symbol': () => Symbol('s'),
    'a class': () => class {},
    'a WeakMap': () => new WeakMap(),
    'a method': () => Promise.resolve(1).then,
    'an object with a promise': () => ({ promise: Promise.resolve(1) }),
    'a proxy of what no proxy can stand for': () => new Proxy(new Map(), {}),
    'a getter that throws': () => ({
      get trap() {
        throw new Error('sprung');
      },
    }),
    'a detached buffer': () => {
      const buffer = new ArrayBuffer(8);
      structuredClone(buffer, { transfer: [buffer] });
      return { buffer };
    },
    'a SharedArrayBuffer': () =>
      new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer,
    'a WebAssembly module': () =>
      new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
  };

  const ofTheBrowser: Makers = {
    'an element': () => document.createElement('p'),
    'the window': () => window,
    'an event': () => new Event('x'),
    'a Response': () => new Response('text'),
    'a Request': () => new Request('/'),
    'a Headers': () => new Headers({ a: 'b' }),
    'a URL': () => ({ url: new URL('http://localhost/') }),
    'an AbortSignal': () => ({ signal: AbortSignal.abort() }),
    'a MessagePort': () => ({ port: new MessageChannel().port1 }),
    'a ReadableStream': () => ({ stream: new ReadableStream() }),
  };

  const canvas = () => {
    const surface = new OffscreenCanvas(2, 2);
    surface.getContext('2d')!.fillRect(0, 0, 1, 1);
    return surface;
  };
  const sound = {
    format: 'f32',
    sampleRate: 8000,
    numberOfFrames: 1,
    numberOfChannels: 1,
  } as const;

  /** Of what some engines have. The last two can be cloned all the same: the database itself refuses them. */
  const others: Makers = {};
  if ('OffscreenCanvas' in window) others['an OffscreenCanvas'] = () => ({ canvas: canvas() });
  if ('VideoFrame' in window)
    others['a VideoFrame'] = () => new VideoFrame(canvas(), { timestamp: 0 });
  if ('AudioData' in window)
    others['an AudioData'] = () =>
      new AudioData({ ...sound, timestamp: 0, data: new Float32Array(1) });

  window.values ??= {};
  Object.assign(window.values, ofTheLanguage, ofTheBrowser, others);
}
