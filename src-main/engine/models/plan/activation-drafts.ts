import { activationBias } from '../../ops/activation-bias.ts';
import type { Operation } from '../../ops/operation.ts';
import { at } from '../../ops/operation.ts';
import * as tf from '../../tf.ts';
import type { Draft } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { numberOf } from './layer-view.ts';

/** An activation by its Keras name; none for 'linear', null for one that the plan does not know. */
export function activationDrafts(name: unknown): readonly Draft[] | null {
  if (name === 'linear' || name === null || name === undefined) return [];
  if (name === 'relu') return [relu];
  if (name === 'sigmoid') return [fromOutput(tf.sigmoid, (y) => tf.mul(y, tf.sub(1, y)), 'non-negative')];
  if (name === 'tanh') return [fromOutput(tf.tanh, (y) => tf.sub(1, tf.square(y)), 'any')];
  return null;
}

export function activationLayer(layer: LayerView): readonly Draft[] | null {
  if (layer.config['activation'] === 'linear') return [identity];
  return activationDrafts(layer.config['activation']);
}

/** Keras's ReLU layer; one with an upper limit is left to tfjs-layers. */
export function reluLayer({ config }: LayerView): readonly Draft[] | null {
  return config['maxValue'] === undefined || config['maxValue'] === null ? [relu] : null;
}

/** Keras's LeakyReLU layer, whose slope for negative values is not 0; its value has the sign of what it is made of. */
export function leakyReluLayer(layer: LayerView): readonly Draft[] {
  const slope = numberOf(layer, 'alpha');
  const operation: Operation = (inputs) => {
    const y = tf.leakyRelu(at(inputs, 0), slope);
    return { y, saved: [y], backward: (dy, saved) => [tf.where(tf.greater(at(saved, 0), 0), dy, tf.mul(dy, slope))] };
  };
  return [{ compute: { kind: 'operation', weights: [], operation: () => operation }, sign: 'as-inputs' }];
}

export const identity: Draft = {
  compute: { kind: 'operation', weights: [], operation: () => (inputs) => ({ y: tf.clone(at(inputs, 0)), saved: [], backward: (dy) => [dy] }) },
  sign: 'as-inputs',
};

const reluOperation: Operation = (inputs) => {
  const y = tf.relu(at(inputs, 0));
  return { y, saved: [y], backward: (dy, saved) => [activationBias(dy, at(saved, 0)).dz] };
};

const relu: Draft = { compute: { kind: 'operation', weights: [], operation: () => reluOperation }, sign: 'non-negative', isRelu: true };

/** An activation whose slope follows from its value. */
function fromOutput(activate: (x: tf.Tensor) => tf.Tensor, slope: (y: tf.Tensor) => tf.Tensor, sign: 'any' | 'non-negative'): Draft {
  const operation: Operation = (inputs) => {
    const y = activate(at(inputs, 0));
    return { y, saved: [y], backward: (dy, saved) => [tf.mul(dy, slope(at(saved, 0)))] };
  };
  return { compute: { kind: 'operation', weights: [], operation: () => operation }, sign };
}
