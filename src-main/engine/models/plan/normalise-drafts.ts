import type { NormaliseOptions } from '../../ops/normalise.ts';
import { normaliseOperation } from '../../ops/normalise.ts';
import { normaliseWith, scaleAndShift } from '../../ops/normalise-with.ts';
import { activationBias } from '../../ops/activation-bias.ts';
import type { Operation } from '../../ops/operation.ts';
import { at } from '../../ops/operation.ts';
import * as tf from '../../tf.ts';
import type { Draft, Moving } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { numberOf, weightOf, weightsOf } from './layer-view.ts';

/** BatchNormalization of the last axis, of any rank: by the batch in training, by moving averages otherwise and where these are frozen. */
export function batchNormalisationLayer(layer: LayerView, training: boolean): readonly Draft[] | null {
  const rank = layer.inputShapes[0]?.length ?? 0;
  const axis = layer.config['axis'];
  if (axis !== -1 && axis !== rank - 1) return null;
  const epsilon = numberOf(layer, 'epsilon');
  const moving: Moving = {
    mean: weightOf(layer, 'moving_mean'),
    variance: weightOf(layer, 'moving_variance'),
    momentum: numberOf(layer, 'momentum'),
    epsilon,
  };
  if (!training) return [movingDraft(layer, moving)];
  return [layer.frozen ? frozenDraft(layer, moving, 'none') : normaliseDraft(layer, { over: 'batch', epsilon }, moving)];
}

export function groupNormalisationLayer(layer: LayerView): readonly Draft[] | null {
  return [normaliseDraft(layer, { over: 'group', groups: numberOf(layer, 'groups'), epsilon: numberOf(layer, 'epsilon') })];
}

export function instanceNormalisationLayer(layer: LayerView): readonly Draft[] | null {
  return [normaliseDraft(layer, { over: 'instance', epsilon: numberOf(layer, 'epsilon') })];
}

function normaliseDraft(layer: LayerView, options: NormaliseOptions, moving?: Moving): Draft {
  const has = { gamma: 'gamma' in layer.weights, beta: 'beta' in layer.weights };
  return {
    compute: {
      kind: 'operation',
      weights: weightsOf(layer, ['gamma', 'beta']),
      operation: () => normaliseOperation(options, has),
      ...(moving ? { moving } : {}),
    },
    ...(options.activation === 'relu' ? { sign: 'non-negative' } : { rectified: () => normaliseDraft(layer, { ...options, activation: 'relu' }, moving) }),
  };
}

function movingDraft(layer: LayerView, { mean, variance, epsilon }: Moving): Draft {
  const { gamma, beta } = layer.weights;
  const options = { epsilon, ...(gamma ? { gamma } : {}), ...(beta ? { beta } : {}) };
  const apply = (activation: 'none' | 'relu') => ([x]: readonly tf.Tensor[]) => normaliseWith(x as tf.Tensor, mean, variance, { ...options, activation });
  return {
    compute: { kind: 'function', apply: apply('none') },
    scaling: () => scaleAndShift(mean, variance, options),
    rectified: () => ({ compute: { kind: 'function', apply: apply('relu') }, sign: 'non-negative' }),
  };
}

/** By moving averages, as a step of training with a way back to what comes before it. */
function frozenDraft(layer: LayerView, moving: Moving, activation: 'none' | 'relu'): Draft {
  const { mean, variance, epsilon } = moving;
  const { gamma, beta } = layer.weights;
  const options = { epsilon, ...(gamma ? { gamma } : {}), ...(beta ? { beta } : {}) };
  const operation: Operation = (inputs) => {
    const { scale, shift } = scaleAndShift(mean, variance, options);
    const z = tf.add(tf.mul(at(inputs, 0), scale), shift);
    const y = activation === 'relu' ? tf.relu(z) : z;
    return {
      y,
      saved: activation === 'relu' ? [scale, y] : [scale],
      backward: (dy, saved) => [tf.mul(activation === 'relu' ? activationBias(dy, at(saved, 1)).dz : dy, at(saved, 0))],
    };
  };
  return {
    compute: { kind: 'operation', weights: [], operation: () => operation },
    ...(activation === 'relu' ? { sign: 'non-negative' } : { rectified: () => frozenDraft(layer, moving, 'relu') }),
  };
}
