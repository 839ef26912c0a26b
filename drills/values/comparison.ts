/** Whether a reader could tell two values apart. */
import type { ResizableBuffer } from './types.ts';

export function installComparison(): void {
  type Part = readonly [name: string, part: unknown];

  const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

  /** Of a buffer no more is compared, as one by one it takes long. */
  const MOST_BYTES = 5000;

  const inBuffer = (buffer: ArrayBuffer): Part[] => {
    const { resizable, maxByteLength, byteLength } = buffer as ResizableBuffer;
    const bytes = String.fromCharCode(...new Uint8Array(buffer).subarray(0, MOST_BYTES));
    return Object.entries({ resizable, maxByteLength, byteLength, bytes });
  };

  const inImage = (bitmap: ImageBitmap) => {
    const surface = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = surface.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return [bitmap.width, bitmap.height, context.getImageData(0, 0, 1, 1).data];
  };

  const inKey = async (key: CryptoKey) => [
    ...[key.type, key.extractable, { ...key.algorithm }, [...key.usages]],
    key.extractable && (await crypto.subtle.exportKey('raw', key)),
  ];

  /** What instances show in getters, or behind functions that resolve, by their class. */
  const shown: Record<string, (value: never) => unknown> = {
    Boolean: (boxed: object) => boxed.valueOf(),
    Number: (boxed: object) => boxed.valueOf(),
    String: (boxed: object) => boxed.valueOf(),
    BigInt: (boxed: object) => boxed.valueOf(),
    Date: (date: Date) => date.valueOf(),
    RegExp: ({ source, flags }: RegExp) => [source, flags],
    Map: (map: Map<unknown, unknown>) => [...map],
    Set: (set: Set<unknown>) => [...set],
    Blob: async (blob: Blob) => [blob.size, blob.type, await blob.arrayBuffer()],
    File: async (file: File) => [
      ...[file.size, file.type, file.name, file.lastModified, await file.arrayBuffer()],
    ],
    FileList: (files: FileList) => [...files],
    CryptoKey: inKey,
    ImageBitmap: inImage,
    ImageData: ({ width, height, colorSpace, data }: ImageData) => [
      ...[width, height, colorSpace, data],
    ],
    DOMException: ({ name, message, code }: DOMException) => [name, message, code],
    DOMQuad: ({ p1, p2, p3, p4 }: DOMQuad) => [p1, p2, p3, p4],
    FileSystemDirectoryHandle: ({ kind, name }: FileSystemHandle) => [kind, name],
    RTCCertificate: (certificate: RTCCertificate) => [
      ...[certificate.expires, certificate.getFingerprints()],
    ],
  };

  const members = (value: object): Part[] =>
    Reflect.ownKeys(value)
      // Where an error was made is told, or not; it says nothing of the value.
      .filter((name) => name !== 'stack')
      .flatMap((name) => {
        const member = Object.getOwnPropertyDescriptor(value, name)!;
        const kind = `${member.enumerable} ${member.writable} ${member.configurable}`;
        return [
          [`.${String(name)}`, member.value],
          [`kind of .${String(name)}`, kind],
        ];
      });

  const partsOf = async (value: object): Promise<Part[]> => {
    const tag = tagOf(value);
    const own = Object.getPrototypeOf(value)?.toJSON && /^DOM(Rect|Point|Matrix)/.test(tag);
    if (own) return Object.entries((value as DOMRect).toJSON());
    if (value instanceof ArrayBuffer) return inBuffer(value);
    if (ArrayBuffer.isView(value)) {
      const { byteOffset, byteLength, buffer } = value;
      return Object.entries({ byteOffset, byteLength, buffer });
    }
    const show = shown[tag];
    return [...(show ? [['content', await show(value as never)] as const] : []), ...members(value)];
  };

  const isObject = (value: unknown): value is object => Object(value) === value;

  window.differenceOf = async (found, expected) => {
    const partners = new Map<unknown, unknown>();
    const back = new Map<unknown, unknown>();

    const compare = async (
      one: unknown,
      other: unknown,
      path: string,
    ): Promise<string | undefined> => {
      if (!isObject(one) || !isObject(other))
        return Object.is(one, other) ? undefined : `${path}: ${String(one)}, not ${String(other)}`;
      if (partners.has(one) || back.has(other))
        return partners.get(one) === other ? undefined : `${path}: sharing`;
      partners.set(one, other);
      back.set(other, one);
      if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return `${path}: prototype`;
      if (tagOf(one) !== tagOf(other)) return `${path}: ${tagOf(one)}, not ${tagOf(other)}`;
      return compareParts(await partsOf(one), await partsOf(other), path);
    };

    const compareParts = async (parts: Part[], others: Part[], path: string) => {
      const names = (list: Part[]) => list.map(([name]) => name).join();
      if (names(parts) !== names(others)) return `${path}: ${names(parts)}, not ${names(others)}`;
      for (const [at, [name, part]] of parts.entries()) {
        const difference = await compare(part, others[at]![1], `${path} ${name}`);
        if (difference) return difference;
      }
    };

    return (await compare(found, expected, 'value')) ?? undefined;
  };
}
