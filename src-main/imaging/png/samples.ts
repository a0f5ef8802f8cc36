import { BadImage } from '../bad-image.ts';
import { uint16 } from '../byte-source.ts';
import { COLOUR } from './header.ts';
import type { PngLayout } from './header.ts';

/** Colours of a palette, [entry, red green blue]. */
export type Palette = Uint8Array;

/** One array element per stored sample: 16 bits are put in the machine's order, fewer than 8 are unpacked. */
export function unpack(rows: Uint8Array, layout: PngLayout, width: number, height: number): Uint8Array | Uint16Array {
  if (layout.depth === 8) return rows;
  return layout.depth === 16 ? unpackWide(rows) : unpackNarrow(rows, layout.depth, width, height);
}

function unpackWide(rows: Uint8Array): Uint16Array {
  const samples = new Uint16Array(rows.length / 2);
  for (let i = 0; i < samples.length; i++) samples[i] = uint16(rows, 2 * i);
  return samples;
}

/** Samples of 1, 2 or 4 bits, the first in the highest bits; each row begins with a new byte. */
function unpackNarrow(rows: Uint8Array, depth: number, width: number, height: number): Uint8Array {
  const samples = new Uint8Array(width * height);
  const rowBytes = rows.length / height;
  const perByte = 8 / depth;
  const mask = 2 ** depth - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = rows[y * rowBytes + Math.floor(x / perByte)] as number;
      samples[y * width + x] = (byte >> (8 - depth * ((x % perByte) + 1))) & mask;
    }
  }
  return samples;
}

/**
 * Stored samples as colours: palette indices become RGB or RGBA, the
 * transparent colour of a grey or RGB image becomes an alpha channel, and grey
 * of fewer than 8 bits is stretched to 0 … 255, as libpng does it.
 */
export function expand(
  samples: Uint8Array | Uint16Array,
  layout: PngLayout,
  palette: Palette | null,
  transparency: Uint8Array | null,
): Uint8Array | Uint16Array {
  if (layout.colour === COLOUR.palette) return expandPalette(samples, palette, transparency);
  const coloured = transparency === null ? samples : addAlpha(samples, layout, transparency);
  return layout.depth < 8 ? stretch(coloured, layout.depth) : coloured;
}

function expandPalette(indices: Uint8Array | Uint16Array, palette: Palette | null, alpha: Uint8Array | null): Uint8Array {
  if (palette === null) throw new BadImage('expected a PLTE chunk in a PNG file with a palette, but found none');
  const channels = alpha === null ? 3 : 4;
  const entries = palette.length / 3;
  const pixels = new Uint8Array(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    if (index >= entries) throw new BadImage(`expected palette indices below ${entries}, but found ${index}`);
    pixels[i * channels] = palette[index * 3] as number;
    pixels[i * channels + 1] = palette[index * 3 + 1] as number;
    pixels[i * channels + 2] = palette[index * 3 + 2] as number;
    if (alpha !== null) pixels[i * channels + 3] = alpha[index] ?? 255;
  }
  return pixels;
}

function addAlpha(samples: Uint8Array | Uint16Array, layout: PngLayout, transparency: Uint8Array): Uint8Array | Uint16Array {
  const count = layout.samples;
  if (transparency.length !== 2 * count) throw new BadImage(`expected a tRNS chunk of ${2 * count} bytes, but found ${transparency.length}`);
  const opaque = 2 ** layout.depth - 1;
  const key = Array.from({ length: count }, (_, s) => uint16(transparency, 2 * s) & opaque);
  const pixels = samples.length / count;
  const result = layout.depth === 16 ? new Uint16Array(pixels * (count + 1)) : new Uint8Array(pixels * (count + 1));
  for (let i = 0; i < pixels; i++) {
    let equal = true;
    for (let s = 0; s < count; s++) {
      const value = samples[i * count + s] as number;
      result[i * (count + 1) + s] = value;
      equal &&= value === key[s];
    }
    result[i * (count + 1) + count] = equal ? 0 : opaque;
  }
  return result;
}

/** Grey (and alpha) of 1, 2 or 4 bits as 8: times 255, 85 or 17. */
function stretch(samples: Uint8Array | Uint16Array, depth: number): Uint8Array {
  const factor = 255 / (2 ** depth - 1);
  const result = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) result[i] = (samples[i] as number) * factor;
  return result;
}
