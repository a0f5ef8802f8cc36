/**
 * A load function of your own. In the experiment file:
 *
 *     dataset: { folder: ./images, load: ./my-load.ts }
 *
 * It gives `image` [height, width, channel], and any other arrays that your
 * network or loss asks for by name; a `label` takes the place of the known one.
 */
import type { LoadArguments, LoadedArrays } from 'delira';

/** The image as the app reads it, and how bright it is on the whole. */
export default async function load({ decode }: LoadArguments): Promise<LoadedArrays> {
  const image = await decode();
  let sum = 0;
  for (const value of image.data) sum += value;
  return { image, brightness: { data: Float32Array.of(sum / image.data.length), shape: [1], dtype: 'float32' } };
}
