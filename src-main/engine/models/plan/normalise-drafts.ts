import type { NormaliseOptions } from '../../ops/normalise.ts';
import { normaliseOperation } from '../../ops/normalise.ts';
import { normaliseWith, scaleAndShift } from '../../ops/normalise-with.ts';
import type * as tf from '../../tf.ts';
import type { Draft, Moving } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { numberOf, weightOf, weightsOf } from './layer-view.ts';

/** BatchNormalization of the last axis, of any rank: by the batch in training, by moving averages otherwise. */
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
  return [training ? normaliseDraft(layer, { over: 'batch', epsilon }, moving) : movingDraft(layer, moving)];
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
