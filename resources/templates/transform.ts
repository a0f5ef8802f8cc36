/**
 * A transform of your own. In the experiment file:
 *
 *     augment: [{ kind: custom, file: ./my-transform.ts, options: { sigma: 0.1 }, probability: 0.5 }]
 *
 * What is drawn by chance and what is done with it are apart, so that the same
 * can be done again: on a resumed run, on every thread, in the preview. Where
 * draw gives null, apply is not called and the image stays as it is.
 */
import { floatImage, imageOf, normal, random, withImage } from 'delira';
import type { CodeArguments, UserTransform } from 'delira';

/** Adds noise of a strength drawn anew for every image. */
export default function noise({ options }: CodeArguments<{ readonly sigma?: number }>): UserTransform<{ readonly sigma: number; readonly seed: number }> {
  const { sigma: most = 0.1 } = options;
  return {
    draw: (_sample, next) => ({ sigma: most * next(), seed: Math.floor(next() * 2 ** 32) }),
    apply: (sample, { sigma, seed }) => {
      const image = imageOf(sample);
      const next = random(seed, 'noise');
      // The sample given stays as it was.
      return withImage(sample, floatImage(image.data.map((value) => value + sigma * normal(next)), image.shape));
    },
    describe: ({ sigma }) => `noise ${sigma.toFixed(2)}`,
  };
}
