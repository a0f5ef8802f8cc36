import { BadImage } from './bad-image.ts';
import { take } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { checkPixels } from './pixel-limit.ts';

/** Shape of a WebP image, [height, width, 3 or 4], from its first chunk: RFC 9649, section 2. */
export function readWebpShape(source: ByteSource): readonly [number, number, number] {
  const bytes = take(source, 0, 30, 'a WebP header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, 30);
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  if (view.getUint32(4, true) + 8 > source.size) throw new BadImage(`expected a WebP file of ${view.getUint32(4, true) + 8} bytes as its header says, but found ${source.size}`);
  const { width, height, alpha } = sizeIn(view, chunk);
  checkPixels(width, height);
  return [height, width, alpha ? 4 : 3];
}

function sizeIn(view: DataView, chunk: string): { readonly width: number; readonly height: number; readonly alpha: boolean } {
  if (chunk === 'VP8X') {
    const flags = view.getUint8(20);
    if ((flags & 2) !== 0) throw new BadImage('expected a single WebP image, but found an animation');
    const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000 + 1;
    return { width: three(24), height: three(27), alpha: (flags & 16) !== 0 };
  }
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) === 1 };
  }
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, alpha: false };
  throw new BadImage(`expected an image chunk in the WebP file, but found ${JSON.stringify(chunk)}`);
}
