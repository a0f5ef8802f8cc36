import { adaptiveMaxPoolOperation } from '../../ops/adaptive-max-pool.ts';
import { averagePoolOperation } from '../../ops/average-pool.ts';
import { globalAverageOperation } from '../../ops/global-average.ts';
import type { PoolOptions } from '../../ops/max-pool.ts';
import { maxPoolOperation } from '../../ops/max-pool.ts';
import type { Operation } from '../../ops/operation.ts';
import { at } from '../../ops/operation.ts';
import { spatialShape } from '../../ops/spatial.ts';
import * as tf from '../../tf.ts';
import type { Draft, Margins } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { isChannelLast, numbersOf, paddingOf } from './layer-view.ts';

export function maxPoolLayer(layer: LayerView): readonly Draft[] | null {
  const options = optionsOf(layer);
  return options === null ? null : [maxPoolDraft(options)];
}

export function adaptiveMaxPoolLayer(layer: LayerView): readonly Draft[] {
  return [plain(adaptiveMaxPoolOperation(numbersOf(layer, 'outputSize')))];
}

export function averagePoolLayer(layer: LayerView): readonly Draft[] | null {
  const options = optionsOf(layer);
  return options === null ? null : [plain(averagePoolOperation(options))];
}

export function globalAveragePoolLayer(layer: LayerView): readonly Draft[] | null {
  return isChannelLast(layer) ? [plain(globalAverageOperation)] : null;
}

export function globalMaxPoolLayer(layer: LayerView): readonly Draft[] | null {
  return isChannelLast(layer) ? [plain(globalMax)] : null;
}

function optionsOf(layer: LayerView): (PoolOptions & { readonly size: readonly number[] }) | null {
  const padding = paddingOf(layer);
  if (!isChannelLast(layer) || padding === null) return null;
  return { size: numbersOf(layer, 'poolSize'), strides: numbersOf(layer, 'strides'), padding };
}

/**
 * Zeros around the input can be taken in as padding that counts for nothing
 * only if no input is negative, so that no zero is ever above the maximum, and
 * if no window lies in the zeros alone.
 */
function maxPoolDraft(options: PoolOptions & { readonly size: readonly number[] }): Draft {
  const { size, padding } = options;
  const draft = plain(maxPoolOperation(options));
  if (padding !== 'valid') return draft;
  const reaches = (margins: Margins) => margins.every(([before, after], axis) => Math.max(before, after) < (size[axis] ?? 1));
  return { ...draft, padded: (margins, nonNegative) => (nonNegative && reaches(margins) ? maxPoolDraft({ ...options, padding: margins }) : null) };
}

function plain(operation: Operation): Draft {
  return { compute: { kind: 'operation', weights: [], operation: () => operation }, sign: 'as-inputs' };
}

/** [batch, …spatial, channel] → [batch, channel]. */
const globalMax: Operation = (inputs) => {
  const x = at(inputs, 0);
  const { y, saved, backward } = maxPoolOperation({ size: spatialShape(x) })([x]);
  const flat = [x.shape[0] ?? 0, x.shape[x.rank - 1] ?? 0];
  return { y: tf.reshape(y, flat), saved, backward: (dy, held, wanted) => backward(tf.reshape(dy, y.shape), held, wanted) };
};
