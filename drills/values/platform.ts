/** Values of the browser's own classes that can be stored, in some engine or other. */
import type { Makers } from './types.ts';

export function installPlatformValues(): void {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, n) => (n * 7) % 256);

  const files: Makers = {
    'a Blob': () => new Blob(['some ', bytes(9)], { type: 'text/plain' }),
    'an empty Blob': () => new Blob([]),
    'a large Blob': () => new Blob([bytes(300_000)]),
    'a slice of a Blob': () => new Blob([bytes(99)]).slice(9, 30, 'a/b'),
    'one Blob twice': () => {
      const blob = new Blob(['x']);
      return [blob, blob];
    },
    'a File': () => new File(['text'], 'notes.txt', { type: 'text/plain', lastModified: 99 }),
    'a FileList': () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['one'], 'a.txt', { type: 'text/plain', lastModified: 5 }));
      transfer.items.add(new File(['two'], 'b.txt'));
      return transfer.files;
    },
  };

  const geometry: Makers = {
    'a DOMRect': () => new DOMRect(-0, 2, Number.NaN, -4),
    'a DOMRectReadOnly': () => new DOMRectReadOnly(1, 2, 3, 4),
    'a DOMPoint': () => new DOMPoint(1, -0, Infinity, 4),
    'a DOMPointReadOnly': () => new DOMPointReadOnly(1, 2, 3, 4),
    'a DOMMatrix of two dimensions': () => new DOMMatrix([1, 2, 3, 4, 5, 6]),
    'a DOMMatrix of three dimensions': () =>
      new DOMMatrix(Array.from({ length: 16 }, (_, n) => n / 2)),
    'a DOMMatrixReadOnly': () => new DOMMatrixReadOnly([1, 2, 3, 4, 5, 6]),
    'a DOMQuad': () => new DOMQuad({ x: 1 }, { y: 2 }, { z: 3 }, { w: 4 }),
    'a DOMException': () => new DOMException('gone', 'AbortError'),
  };

  const pixels = () => new ImageData(new Uint8ClampedArray(bytes(64)), 4, 4);

  const images: Makers = {
    'an ImageData': pixels,
    'an ImageBitmap': () => createImageBitmap(pixels()),
  };

  // Where the page is no secure context there are none.
  const keys: Makers = crypto.subtle && {
    'a CryptoKey': () =>
      crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']),
    'a CryptoKey that cannot be exported': () =>
      crypto.subtle.importKey('raw', bytes(32), 'HKDF', false, ['deriveBits']),
    'a pair of CryptoKeys': () =>
      crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']),
  };

  /** Of what some engines have; a worker does not have all of them. */
  const others: Makers = {};
  if ('colorSpace' in ImageData.prototype)
    others['an ImageData of another colour space'] = () =>
      new ImageData(3, 2, { colorSpace: 'display-p3' });
  const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams;
  if ('RTCPeerConnection' in window)
    others['an RTCCertificate'] = () => RTCPeerConnection.generateCertificate(ECDSA);
  if (navigator.storage && 'getDirectory' in navigator.storage)
    others['a file system handle'] = () => navigator.storage.getDirectory();

  window.values ??= {};
  Object.assign(window.values, files, geometry, images, keys, others);
}
