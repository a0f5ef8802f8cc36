import type { ArrayData, DenseArray } from '../../../src-shared/domain/array.ts';
import type { Sample } from '../../../src-shared/domain/sample.ts';

/** An image as the network gets it: [height, width, channel]. */
export type FloatImage = DenseArray<Float32Array>;

export function floatImage(data: Float32Array, shape: readonly number[]): FloatImage {
  return { data, shape, dtype: 'float32' };
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export function imageSize({ shape }: DenseArray): ImageSize {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new Error(`expected an image of shape [height, width, channel], but found [${shape.join(', ')}]`);
  }
  return { height, width, channels };
}

/** The lengths of an image or a volume without its channels: [height, width] or [z, y, x]. */
export function spatialOf({ shape }: DenseArray): readonly number[] {
  return shape.slice(0, -1);
}

export function channelsOf({ shape }: DenseArray): number {
  return shape.at(-1) ?? 1;
}

/** The sample's `image` before `prepare`, in whatever type its file holds. */
export function rawImageOf(sample: Sample): DenseArray {
  const image = sample.arrays['image'];
  if (!image) throw new Error(`expected an array named image in ${sample.path}, but found ${Object.keys(sample.arrays).join(', ') || 'none'}`);
  return image;
}

/** The sample's `image` after `prepare`, which makes every image float32. */
export function imageOf(sample: Sample): FloatImage {
  const image = rawImageOf(sample);
  if (!isFloat(image)) throw new Error(`expected a float32 image in ${sample.path}, but found ${image.dtype}: prepare comes first`);
  return image;
}

export function isFloat(array: DenseArray): array is FloatImage {
  return array.data instanceof Float32Array;
}

/** The same sample with another image. */
export function withImage(sample: Sample, image: DenseArray): Sample {
  return { ...sample, arrays: { ...sample.arrays, image } };
}

/**
 * The same sample with its image moved, and with it every array that lies over
 * the image pixel by pixel, such as a mask [height, width, 1] or [z, y, x, 1].
 */
export function moveSample(sample: Sample, moveImage: (image: DenseArray) => DenseArray, moveLabels: (labels: DenseArray) => DenseArray): Sample {
  const lengths = spatialOf(rawImageOf(sample));
  const arrays = Object.entries(sample.arrays).map(([name, array]) => {
    if (name === 'image') return [name, moveImage(array)] as const;
    const liesOver = array.shape.length === lengths.length + 1 && lengths.every((length, axis) => length === array.shape[axis]);
    return [name, liesOver ? moveLabels(array) : array] as const;
  });
  return { ...sample, arrays: Object.fromEntries(arrays) };
}

/** Zeros in the type of some data. */
export function emptyLike(data: ArrayData, length: number): ArrayData {
  return new (data.constructor as new (length: number) => ArrayData)(length);
}
