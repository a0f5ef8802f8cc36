import type { ArrayData } from '../../../src-shared/domain/array.ts';
import { BadImage } from '../bad-image.ts';
import type { DicomHeader } from './header.ts';

/** [sample, pixel] as [pixel, sample]. */
export function planesToPixels(values: ArrayData, samples: number): ArrayData {
  const pixels = values.length / samples;
  const result = values.slice();
  for (let s = 0; s < samples; s++) for (let i = 0; i < pixels; i++) result[i * samples + s] = values[s * pixels + i] as number;
  return result;
}

/** Two greys and the colour that they share, as pixels of three: PS3.3, C.7.6.3.1.2. */
export function halvedChroma(values: ArrayData, columns: number): ArrayData {
  if (columns % 2 === 1) throw new BadImage(`expected an even number of columns where two pixels share their colour, but found ${columns}`);
  const result = new Uint8Array((values.length / 2) * 3);
  for (let pair = 0; pair < values.length / 4; pair++) {
    for (let i = 0; i < 2; i++) result.set([values[pair * 4 + i] as number, values[pair * 4 + 2] as number, values[pair * 4 + 3] as number], (pair * 2 + i) * 3);
  }
  return result;
}

/** YBR_FULL to RGB: ITU-R BT.601 with all 256 values. */
export function toRgb(values: ArrayData): ArrayData {
  if (!(values instanceof Uint8Array)) throw new BadImage('expected colours of 8 bits where they are stored as luminance and chroma, but found more');
  const rgb = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i += 3) {
    const [y, cb, cr] = [values[i] as number, (values[i + 1] as number) - 128, (values[i + 2] as number) - 128];
    rgb[i] = y + 1.402 * cr;
    rgb[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[i + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}

/** Values before the first entry get its colour, those behind the last that of the last. */
export function applyPalette(stored: ArrayData, { colours, first }: NonNullable<DicomHeader['palette']>): Uint8Array {
  const last = colours.length / 3 - 1;
  const rgb = new Uint8Array(stored.length * 3);
  for (let i = 0; i < stored.length; i++) {
    const entry = Math.min(Math.max((stored[i] as number) - first, 0), last);
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = colours[entry * 3 + c] as number;
  }
  return rgb;
}

/** MONOCHROME1, where the smallest value is white. */
export function invertGrey(stored: ArrayData, { bitsStored, signed }: DicomHeader): ArrayData {
  const sum = signed ? -1 : 2 ** bitsStored - 1;
  for (let i = 0; i < stored.length; i++) stored[i] = sum - (stored[i] as number);
  return stored;
}
