/**
 * A data loader of your own: what becomes of the samples of a training batch
 * before they are laid into one array. In the experiment file:
 *
 *     loader: { code: ./my-loader.ts }
 */
import { floatImage, imageOf, withImage } from 'delira';
import type { CollateArguments, Sample } from 'delira';

/** Every image takes on a little of the next one; its label stays. */
export default function mix({ samples, random }: CollateArguments): readonly Sample[] {
  return samples.map((sample, i) => {
    const other = imageOf(samples[(i + 1) % samples.length] ?? sample);
    const image = imageOf(sample);
    const share = 0.1 * random();
    return withImage(sample, floatImage(image.data.map((value, at) => (1 - share) * value + share * (other.data[at] ?? 0)), image.shape));
  });
}
