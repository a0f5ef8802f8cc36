import type { Checkpoint } from '../../../src-shared/domain/train-event.ts';
import type { Batch, BatchSource } from '../loading/batch.ts';
import { readLogits } from '../metrics/class-predictions.ts';
import { IGNORED } from '../metrics/confusion.ts';
import { createNetwork } from '../models/create-network.ts';
import type { AbstractNetwork } from '../models/network.ts';
import * as tf from '../tf.ts';
import type { ExperimentArguments } from './arguments.ts';

export interface PredictArguments extends ExperimentArguments {
  /** Labels, if samples have any, are not looked at. */
  readonly source: BatchSource;
  readonly checkpoint: Pick<Checkpoint, 'weights'>;
}

/** One line for every sample of the source. */
export type Predicted =
  | {
      readonly kind: 'predicted';
      readonly key: string;
      readonly path: string;
      /** Class number. */
      readonly predicted: number;
      /** By class number, summing to 1. */
      readonly probabilities: readonly number[];
    }
  | { readonly kind: 'failed'; readonly path: string; readonly reason: string };

/** Predicts the class of every sample, in order; those that cannot be read are said so. */
export async function* predict({ spec, classes, inputShape, source, checkpoint, code }: PredictArguments): AsyncGenerator<Predicted, void, void> {
  const network = createNetwork(spec.model, inputShape, classes.length, spec.seed, code);
  try {
    network.setWeights(checkpoint.weights);
    for await (const batch of source.epoch(1)) {
      try {
        yield* batch.skipped.map(({ path, reason }): Predicted => ({ kind: 'failed', path, reason }));
        if (batch.size > 0) yield* await predictBatch(network, batch, classes.length);
      } finally {
        batch.release();
      }
    }
  } finally {
    network.dispose();
  }
}

async function predictBatch(network: AbstractNetwork, batch: Batch, classes: number): Promise<Predicted[]> {
  const data = network.prepareBatch(batch, 'default', 'default');
  const logits = tf.tidy(() => {
    const { pred } = network.call(data, { training: false });
    if (!pred) throw new Error('expected the network to give a prediction named pred');
    return pred;
  });
  try {
    const { predicted, probabilities } = readLogits(await logits.data<'float32'>(), classes, new Int32Array(batch.size).fill(IGNORED));
    return batch.samples.map(({ key, path }, i) => ({
      kind: 'predicted',
      key,
      path,
      predicted: predicted[i] ?? IGNORED,
      probabilities: [...probabilities.subarray(i * classes, (i + 1) * classes)],
    }));
  } finally {
    tf.dispose([data, logits]);
  }
}
