/**
 * A dataset of your own. In the experiment file:
 *
 *     dataset: { folder: ./images, code: ./my-dataset.ts }
 *
 * It is made of the samples of one side, which the app has split, so that no
 * patient stands on two. Options are in `extra` of the experiment.
 */
import { concat, subset } from 'delira';
import type { Dataset, DatasetArguments } from 'delira';

/** In training, images of every class but the first stand twice. */
export default function twice({ dataset, side }: DatasetArguments): Dataset {
  if (side !== 'train') return dataset;
  const again = [...dataset.labels.keys()].filter((place) => dataset.labels[place] !== 0);
  return concat([dataset, subset(dataset, again)]);
}
