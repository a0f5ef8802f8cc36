import { BadImage } from '../bad-image.ts';
import { take, uint16 } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { checkPixels } from '../pixel-limit.ts';
import { segments } from './markers.ts';

/** Start-of-frame markers: ITU-T T.81, table B.1. The first three are read. */
const FRAMES: Readonly<Record<number, string>> = {
  0xc0: 'baseline',
  0xc1: 'extended sequential',
  0xc2: 'progressive',
  0xc3: 'lossless',
  0xc5: 'hierarchical',
  0xc6: 'hierarchical progressive',
  0xc7: 'hierarchical lossless',
  0xc9: 'arithmetic-coded',
  0xca: 'arithmetic-coded progressive',
  0xcb: 'arithmetic-coded lossless',
  0xcd: 'arithmetic-coded hierarchical',
  0xce: 'arithmetic-coded hierarchical progressive',
  0xcf: 'arithmetic-coded hierarchical lossless',
};
const LAST_READ_FRAME = 0xc2;

/** Shape of a JPEG image, [height, width, channel], read up to its frame header. */
export function readJpegShape(source: ByteSource): readonly [number, number, number] {
  for (const { marker, start, length } of segments(source)) {
    const frame = FRAMES[marker];
    if (frame === undefined) continue;
    if (marker > LAST_READ_FRAME) throw new BadImage(`expected a baseline or progressive JPEG image, but found ${frame} JPEG`);
    return readFrame(take(source, start, length, 'the JPEG frame header'), source.size);
  }
  throw new BadImage('expected a JPEG frame header, but the pixels came first');
}

function readFrame(segment: Uint8Array, size: number): readonly [number, number, number] {
  if (segment.length < 8) throw new BadImage(`expected a JPEG frame header of at least 8 bytes, but found ${segment.length}`);
  const precision = segment[2] as number;
  const height = uint16(segment, 3);
  const width = uint16(segment, 5);
  const components = segment[7] as number;
  if (precision !== 8) throw new BadImage(`expected a JPEG image of 8 bits per sample, but found ${precision}`);
  if (height === 0) throw new BadImage('expected the height in the JPEG frame header, but it comes only after the pixels (a DNL segment)');
  checkPixels(width, height);
  if (components !== 1 && components !== 3) {
    throw new BadImage(`expected a grey or RGB JPEG image, but found ${components} components${components === 4 ? ' (CMYK)' : ''}`);
  }
  checkHolds(width, height, size);
  return [height, width, components];
}

/** Each block of 8 x 8 pixels takes at least one bit, for its mean. */
function checkHolds(width: number, height: number, size: number): void {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  if (blocks <= size * 8) return;
  throw new BadImage(`expected ${width} x ${height} pixels as the JPEG header says, but ${size} bytes cannot hold them`);
}
