import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import type { LayersNetwork } from '../../src-main/engine/models/layers-network.ts';
import { draws, expectClose, sizeOf, toTensor } from './gradients.ts';
import { noLeaks } from './no-leaks.ts';

/** Gives every weight a value that is not its first, variances positive ones; kernels that are large and drawn already stay as they are. */
export function shake(model: LayersModel): void {
  tf.tidy(() => {
    for (const [i, weight] of model.weights.entries()) {
      const shape = weight.shape as number[];
      if (sizeOf(shape) > 10_000) continue;
      const noise = tf.mul(toTensor(draws(shape, i + 1)), 0.3);
      weight.write(weight.originalName.endsWith('variance') ? tf.add(0.5, tf.abs(noise)) : tf.add(weight.read(), noise));
    }
  });
}

/**
 * Holds a network's plan to its own model as tfjs-layers runs it: predictions,
 * and the gradients of all parameters, in training or for inference.
 */
export async function expectLikeStandard(network: LayersNetwork, shape: readonly number[], training: boolean): Promise<void> {
  const trainable = network.parameters.map(({ variable }) => variable);
  await noLeaks(() =>
    tf.tidy(() => {
      const x = toTensor(draws(shape, 7));
      const gradients = (call: () => tf.Tensor) => {
        let y: tf.Tensor | undefined;
        const { grads } = tf.variableGrads(() => {
          y = tf.keep(call());
          return tf.sum(tf.mul(y, toTensor(draws(y.shape, 8))));
        }, trainable);
        const value = (y as tf.Tensor).dataSync().slice();
        y?.dispose();
        return { value, grads };
      };
      const found = gradients(() => network.call({ image: x }, { training })['pred'] as tf.Tensor);
      const wanted = gradients(() => network.model.apply(x, { training }) as tf.Tensor);
      expectClose(found.value, wanted.value, 2e-4, 'prediction');
      for (const { name } of trainable) {
        const [gradient, standard] = [found.grads[name], wanted.grads[name]];
        expect(gradient?.shape, name).toEqual(standard?.shape);
        expectClose(scaled(gradient), scaled(standard), 1e-3, name);
      }
      discardUpdates(network);
    }),
  );
}

/** Numbers that are large only because their neighbours are: an error is measured against the largest. */
function scaled(tensor: tf.Tensor | undefined): Float32Array {
  const values = (tensor as tf.Tensor).dataSync<'float32'>();
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return values.map((value) => value / largest);
}

/** Forgets what a training call wanted to do to moving averages. */
function discardUpdates(network: LayersNetwork): void {
  const before = network.model.weights.map((weight) => tf.clone(weight.read()));
  network.applyUpdates();
  network.model.weights.forEach((weight, i) => weight.write(before[i] as tf.Tensor));
}
