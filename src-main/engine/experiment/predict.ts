import type { Batch, BatchSource } from '../loading/batch.ts';
import { readLogits } from '../metrics/class-predictions.ts';
import { IGNORED } from '../metrics/confusion.ts';
import type { NamedTensors } from '../models/contract.ts';
import type { AbstractNetwork } from '../models/network.ts';
import * as tf from '../tf.ts';
import { mirrorings } from '../models/windows.ts';

export interface PredictArguments {
  /** The probabilities that they give are averaged. */
  readonly networks: readonly AbstractNetwork[];
  /** How many classes there are, or numbers. */
  readonly classes: number;
  /** Labels, if samples have any, are not looked at. */
  readonly source: BatchSource;
  /** Whether the networks give numbers, which are averaged as they are; else logits of classes. */
  readonly numbers?: boolean;
  /** Images are predicted mirrored along every set of these axes too, and averaged; 0 is the first of an image. */
  readonly mirrorAxes?: readonly number[];
}

/** One line for every sample of the source. */
export type Predicted =
  | {
      readonly kind: 'predicted';
      readonly key: string;
      readonly path: string;
      /** Class number. */
      readonly predicted: number;
      /** By class number, summing to 1; where networks give numbers, these. */
      readonly probabilities: readonly number[];
    }
  | { readonly kind: 'failed'; readonly path: string; readonly reason: string };

/** Predicts the class of every sample, in order; those that cannot be read are said so. */
export async function* predict({ networks, classes, source, numbers = false, mirrorAxes = [] }: PredictArguments): AsyncGenerator<Predicted, void, void> {
  for await (const batch of source.epoch(1)) {
    try {
      yield* batch.skipped.map(({ path, reason }): Predicted => ({ kind: 'failed', path, reason }));
      if (batch.size > 0) yield* await predictBatch(networks, batch, classes, mirrorings(mirrorAxes), numbers);
    } finally {
      batch.release();
    }
  }
}

async function predictBatch(networks: readonly AbstractNetwork[], batch: Batch, classes: number, sets: readonly (readonly number[])[], numbers: boolean): Promise<Predicted[]> {
  const mean = new Float32Array(batch.size * classes);
  for (const network of networks) {
    for (const axes of sets) {
      const probabilities = await answersOf(network, batch, classes, axes, numbers);
      for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (probabilities[i] as number) / (networks.length * sets.length);
    }
  }
  return batch.samples.map(({ key, path }, i) => {
    const probabilities = [...mean.subarray(i * classes, (i + 1) * classes)];
    return { kind: 'predicted', key, path, predicted: probabilities.indexOf(Math.max(...probabilities)), probabilities };
  });
}

async function answersOf(network: AbstractNetwork, batch: Batch, classes: number, axes: readonly number[], numbers: boolean): Promise<Float32Array> {
  const data = network.prepareBatch(batch, 'default', 'default');
  const logits = tf.tidy(() => {
    const { pred } = network.call(axes.length === 0 ? data : mirrored(data, axes), { training: false });
    if (!pred) throw new Error('expected the network to give a prediction named pred');
    return pred;
  });
  try {
    const values = await logits.data<'float32'>();
    return numbers ? values : readLogits(values, classes, new Int32Array(batch.size).fill(IGNORED)).probabilities;
  } finally {
    tf.dispose([data, logits]);
  }
}

/** The batch with its images mirrored. */
function mirrored(data: NamedTensors, axes: readonly number[]): NamedTensors {
  const { image } = data;
  if (!image) throw new Error(`expected images in the batch, but found ${Object.keys(data).join(', ')}`);
  return { ...data, image: tf.reverse(image, axes.map((axis) => axis + 1)) };
}
