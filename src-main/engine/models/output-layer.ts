import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layers } from '@tensorflow/tfjs-layers';
import * as tf from '../tf.ts';
import { FOR_LOGITS } from './draw-weights.ts';
import { apply } from './layers/apply.ts';

/** Where the numbers to be predicted lie, each by its place. */
export interface TargetScale {
  readonly means: readonly number[];
  /** Standard deviations; 1 where all numbers are alike. */
  readonly deviations: readonly number[];
}

export interface OutputOptions {
  /** One logit for each class, or one value for each number that is predicted. */
  readonly outputs: number;
  /** For numbers: what the network's own outputs, which are small, are multiplied by and moved to. */
  readonly scale?: TargetScale;
}

const SCALE = 'scale';

/**
 * The last layers of a network that answers for whole images. Numbers are
 * learnt as deviations from their mean: an age of 60 is as near to the first
 * weights as a share of 0.6. The scale is a dense layer that stands still, so
 * that stored models stay in the standard format.
 */
export function outputLayer(x: SymbolicTensor, { outputs, scale }: OutputOptions): SymbolicTensor {
  const y = apply(layers.dense({ name: 'classes', units: outputs, kernelInitializer: FOR_LOGITS }), x);
  return scale ? apply(layers.dense({ name: SCALE, units: outputs, trainable: false, kernelInitializer: FOR_LOGITS }), y) : y;
}

/** Sets the scale, after the first weights were drawn. */
export function writeScale(model: LayersModel, { scale }: Pick<OutputOptions, 'scale'>): void {
  if (!scale) return;
  const { means, deviations } = scale;
  const [kernel, bias] = model.getLayer(SCALE).weights;
  tf.tidy(() => {
    kernel?.write(tf.diag(tf.tensor1d([...deviations])));
    bias?.write(tf.tensor1d([...means]));
  });
}

/** The scale of some samples' numbers; those that are not known (NaN) are left out. */
export function targetScale(samples: readonly (readonly number[])[], targets: number): TargetScale {
  const each = Array.from({ length: targets }, (_, target) => {
    const values = samples.map((numbers) => numbers[target] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
    return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
  });
  return { means: each.map(({ mean }) => mean), deviations: each.map(({ deviation }) => deviation) };
}
