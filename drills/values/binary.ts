/** Buffers, and the views on them. */
import type { Makers, ResizableBuffer } from './types.ts';

export function installBinaryValues(): void {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 7) % 256);
  const resizable = (length: number): ResizableBuffer =>
    Reflect.construct(ArrayBuffer, [length, { maxByteLength: 16 }]);

  const views = [
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
  ];

  const buffers: Makers = {
    'an ArrayBuffer': () => bytes(9).buffer,
    'an empty ArrayBuffer': () => new ArrayBuffer(0),
    'a large ArrayBuffer': () => bytes(300_000).buffer,
    'many large buffers': () => [bytes(70_000), bytes(70_001).buffer, { deep: bytes(70_002) }],
  };

  const onBuffers: Makers = {
    ...Object.fromEntries(views.map((View) => [View.name, () => new View(bytes(32).buffer)])),
    ...Object.fromEntries(
      views.map((View) => [`${View.name} with an offset`, () => new View(bytes(48).buffer, 16, 2)]),
    ),
    'a Float64Array of odd numbers': () => new Float64Array([-0, Number.NaN, Infinity, 5e-324]),
    'an empty Uint8Array': () => new Uint8Array(0),
    'a DataView': () => new DataView(bytes(16).buffer),
    'a DataView with an offset': () => new DataView(bytes(16).buffer, 3, 5),
    'views that share a buffer': () => {
      const { buffer } = bytes(16);
      return { whole: new Uint8Array(buffer), part: new Uint16Array(buffer, 2, 3), buffer };
    },
    'large views that share a buffer': () => {
      const { buffer } = bytes(200_000);
      return [new Uint8Array(buffer, 100_000), new DataView(buffer, 5, 9), buffer];
    },
  };

  const onResizable: Makers = {
    'a resizable ArrayBuffer': () => resizable(4),
    'a view that follows a resizable buffer': () => new Uint8Array(resizable(4), 1),
    'a view that is out of bounds': () => {
      const buffer = resizable(8);
      const view = new Uint8Array(buffer, 4, 4);
      buffer.resize(2);
      return { view };
    },
  };

  window.values ??= {};
  Object.assign(window.values, buffers, onBuffers);
  if ('resize' in ArrayBuffer.prototype) Object.assign(window.values, onResizable);
}
