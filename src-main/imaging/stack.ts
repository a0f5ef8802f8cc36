import type { ArrayData, DenseArray } from '../../src-shared/domain/array.ts';

/**
 * Images over the same grid as the channels of one, in their order; of images
 * of several types as float32.
 */
export function stackChannels(images: readonly DenseArray[]): DenseArray {
  const [first] = images;
  if (!first) throw new Error('expected an image to stack, but found none');
  if (images.length === 1) return first;
  const counts = images.map(({ shape }) => shape.at(-1) ?? 1);
  const channels = counts.reduce((sum, count) => sum + count, 0);
  const pixels = first.data.length / (counts[0] ?? 1);
  const isOneType = images.every(({ dtype }) => dtype === first.dtype);
  const data = isOneType ? new (first.data.constructor as new (length: number) => ArrayData)(pixels * channels) : new Float32Array(pixels * channels);
  let offset = 0;
  for (const [i, image] of images.entries()) {
    const count = counts[i] ?? 1;
    for (let pixel = 0, from = 0, to = offset; pixel < pixels; pixel++, to += channels - count) {
      for (let channel = 0; channel < count; channel++) data[to++] = image.data[from++] as number;
    }
    offset += count;
  }
  return { data, shape: [...first.shape.slice(0, -1), channels], dtype: isOneType ? first.dtype : 'float32' };
}
