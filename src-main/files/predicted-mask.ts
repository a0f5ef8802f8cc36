import { gzipSync } from 'node:zlib';
import type { DenseArray } from '../../src-shared/domain/array.ts';
import { paintClasses } from '../../src-shared/lib/paint-classes.ts';
import { encodeMaskPng } from '../imaging/encode-png.ts';
import { encodeNifti } from '../imaging/nifti/encode.ts';
import { toPicture } from '../imaging/picture.ts';
import { percentileWindow, sliceAt } from '../imaging/slice.ts';
import type { InputImage } from './read-input.ts';

/** Formats that know nothing of a patient: a picture's mask is a PNG. */
const PICTURES: readonly InputImage['kind'][] = ['png', 'jpeg', 'webp', 'bmp', 'tiff', 'npy', 'npz'];

export interface MaskFile {
  /** ".nii.gz" */
  readonly extension: string;
  readonly bytes: Uint8Array;
}

/**
 * A mask as a file in the geometry of its image: NIfTI of what has a place in
 * space, with the image's own affine; PNG of pictures.
 *
 * @param labels class numbers, [height, width, 1] or [z, y, x, 1].
 * @param values what stands for the classes in masks, by class number.
 * @param isPlain whether NIfTI is written without compression, as the image is.
 */
export function maskFile(labels: DenseArray, values: readonly number[], input: InputImage, isPlain: boolean): MaskFile {
  const mask = withValues(labels, values);
  if (labels.shape.length === 3 && PICTURES.includes(input.kind)) return { extension: '.png', bytes: encodeMaskPng(mask) };
  const bytes = encodeNifti(mask, { template: input.template, geometry: input.image.geometry });
  return isPlain ? { extension: '.nii', bytes } : { extension: '.nii.gz', bytes: gzipSync(bytes, { level: 4 }) };
}

/** In the smallest type that holds them all, so that a mask has one type whichever classes are in it. */
function withValues(labels: DenseArray, values: readonly number[]): DenseArray {
  const most = Math.max(0, ...values);
  const data = most < 2 ** 8 ? new Uint8Array(labels.data.length) : most < 2 ** 16 ? new Uint16Array(labels.data.length) : new Int32Array(labels.data.length);
  for (let i = 0; i < data.length; i++) data[i] = values[labels.data[i] as number] ?? 0;
  return { data, shape: labels.shape, dtype: data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'int32' };
}

const PICTURE_SIDE = 1024;

/**
 * A PNG of the image with its mask in colours over it; of a volume, the slice
 * that has the most of it.
 *
 * @param labels class numbers over the whole image.
 */
export async function maskPicture({ image }: Pick<InputImage, 'image'>, labels: DenseArray): Promise<Uint8Array> {
  const slice = fullestSlice(labels);
  const shown = sliceAt(image, slice);
  const isMedical = image.geometry !== null || image.shape.length === 4;
  const bare = isMedical ? toPicture(shown, percentileWindow(shown)) : toPicture(shown);
  const picture = paintClasses(bare, sliceAt({ ...labels, geometry: image.geometry }, slice).data);
  const { renderPicture } = await import('../imaging/native/sharp.ts');
  return renderPicture(picture, { maxSide: PICTURE_SIDE, format: 'png' });
}

/** The slice along the first axis with the most that is no background; the middle one where there is nothing. */
function fullestSlice({ data, shape }: DenseArray): number {
  if (shape.length !== 4) return 0;
  const [depth = 1, height = 1, width = 1] = shape;
  let [best, most] = [Math.floor(depth / 2), 0];
  for (let z = 0; z < depth; z++) {
    let count = 0;
    for (let i = z * height * width; i < (z + 1) * height * width; i++) if ((data[i] as number) > 0) count++;
    if (count > most) [best, most] = [z, count];
  }
  return best;
}
