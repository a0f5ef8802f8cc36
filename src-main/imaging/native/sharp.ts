import sharp from 'sharp';
import type { Picture } from '../../../src-shared/domain/picture.ts';
import { BadImage } from '../bad-image.ts';
import { MAX_PIXELS } from '../pixel-limit.ts';

// Many images are worked on at once, each by one thread of Node's own; none is asked for twice.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Pixels of a JPEG file with the values that are in it: no colour profile and
 * no rotation is applied, and a damaged file is refused instead of patched.
 */
export async function jpegPixels(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { ignoreIcc: true, limitInputPixels: MAX_PIXELS, failOn: 'warning' })
      .toColourspace(shape[2] === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
  } catch (cause) {
    throw new BadImage(`expected an undamaged JPEG image, but its decoder says "${complaintIn(cause)}"`, { cause });
  }
}

/** Pixels of a WebP file, RGB or RGBA. */
export async function webpPixels(bytes: Uint8Array, shape: readonly [number, number, number]): Promise<Uint8Array> {
  try {
    const image = sharp(bytes, { ignoreIcc: true, limitInputPixels: MAX_PIXELS, failOn: 'warning' }).toColourspace('srgb');
    const { data, info } = await (shape[2] === 4 ? image.ensureAlpha() : image.removeAlpha()).raw().toBuffer({ resolveWithObject: true });
    if (info.height === shape[0] && info.width === shape[1] && info.channels === shape[2]) return data;
    throw new Error(`${info.width} x ${info.height}`);
  } catch (cause) {
    throw new BadImage('expected an undamaged WebP image, but its decoder refuses it', { cause });
  }
}

/** libjpeg's own words within what libvips and sharp wrap around them. */
function complaintIn(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? '').replace(/^.*VipsJpeg: /, '').trim();
}

export interface RenderOptions {
  /** The longer side is shrunk to this many pixels; a smaller picture keeps its size. */
  readonly maxSide: number;
  readonly format: 'png' | 'webp';
}

/** A picture as the bytes of a file that browsers show. */
export async function renderPicture(picture: Picture, { maxSide, format }: RenderOptions): Promise<Uint8Array> {
  const { data, width, height, channels } = picture;
  const shrunk = sharp(data, { raw: { width, height, channels }, limitInputPixels: MAX_PIXELS })
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb');
  return format === 'png' ? shrunk.png({ compressionLevel: 4 }).toBuffer() : shrunk.webp({ quality: 85 }).toBuffer();
}
