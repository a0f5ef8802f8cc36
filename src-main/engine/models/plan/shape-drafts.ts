import { activationBias } from '../../ops/activation-bias.ts';
import { dropoutOperation } from '../../ops/dropout.ts';
import type { Operation } from '../../ops/operation.ts';
import { at } from '../../ops/operation.ts';
import { cropSpatial, padSpatial } from '../../ops/spatial.ts';
import { upSampleOperation } from '../../ops/up-sample.ts';
import * as tf from '../../tf.ts';
import { identity } from './activation-drafts.ts';
import type { Draft, Margins, Run } from './draft.ts';
import type { LayerView } from './layer-view.ts';
import { isChannelLast, numberOf, numbersOf } from './layer-view.ts';

export function flattenLayer({ config }: LayerView): readonly Draft[] | null {
  return config['dataFormat'] === 'channelsFirst' ? null : [plain(flatten)];
}

/** Keras's Reshape to known lengths, one of which may follow from the others. */
export function reshapeLayer({ config }: LayerView): readonly Draft[] {
  const target = config['targetShape'] as readonly number[];
  const reshape: Operation = (inputs) => {
    const x = at(inputs, 0);
    const shape = x.shape;
    return { y: tf.reshape(x, [shape[0] ?? 0, ...target]), saved: [], backward: (dy) => [tf.reshape(dy, shape)] };
  };
  return [plain(reshape)];
}

/** Of two or more arrays of one shape. */
export function addLayer({ inputShapes }: LayerView): readonly Draft[] | null {
  const [first, ...rest] = inputShapes;
  return rest.every((shape) => shape.join() === first?.join()) ? [addDraft(false)] : null;
}

/** Along the last axis. */
export function concatenateLayer(layer: LayerView): readonly Draft[] | null {
  const axis = numberOf(layer, 'axis');
  return axis === -1 || axis === (layer.inputShapes[0]?.length ?? 0) - 1 ? [plain(concatenate)] : null;
}

/** Draws by seed, step and place instead of tfjs-layers' own way, whose seeded mask is the same at every step. */
export function dropoutLayer(layer: LayerView, training: boolean): readonly Draft[] | null {
  const rate = numberOf(layer, 'rate');
  if (layer.config['noiseShape'] !== undefined && layer.config['noiseShape'] !== null) return null;
  if (!training || rate === 0) return [identity];
  const operation = (run: Run) => dropoutOperation(rate, { ...run, layer: layer.ordinal });
  return [{ compute: { kind: 'operation', weights: [], operation }, sign: 'as-inputs' }];
}

/** By repetition; tfjs-layers' bilinear way places pixels differently from Keras's and is left to it. */
export function upSampleLayer(layer: LayerView): readonly Draft[] | null {
  if (!isChannelLast(layer) || (layer.config['interpolation'] ?? 'nearest') !== 'nearest') return null;
  return [plain(upSampleOperation({ factors: numbersOf(layer, 'size'), method: 'nearest' }))];
}

export function linearUpSampleLayer(): readonly Draft[] {
  return [plain(upSampleOperation({ factors: 2, method: 'linear' }))];
}

export function zeroPaddingLayer(layer: LayerView): readonly Draft[] | null {
  const margins = marginsOf(layer, 'padding');
  if (margins === null) return null;
  return [{ ...plain(oneToOne((x) => padSpatial(x, margins), (dy) => cropSpatial(dy, margins))), margins }];
}

export function croppingLayer(layer: LayerView): readonly Draft[] | null {
  const margins = marginsOf(layer, 'cropping');
  if (margins === null) return null;
  return [plain(oneToOne((x) => cropSpatial(x, margins), (dy) => padSpatial(dy, margins)))];
}

function marginsOf(layer: LayerView, name: string): Margins | null {
  return isChannelLast(layer) ? (layer.config[name] as Margins) : null;
}

function plain(operation: Operation): Draft {
  return { compute: { kind: 'operation', weights: [], operation: () => operation }, sign: 'as-inputs' };
}

/** A linear operation and its transpose; where it gives its input back, the value is a copy, because a step's value is always a tensor of its own. */
function oneToOne(there: (x: tf.Tensor) => tf.Tensor, back: (dy: tf.Tensor) => tf.Tensor): Operation {
  return (inputs) => {
    const x = at(inputs, 0);
    const y = there(x);
    return { y: y === x ? tf.clone(x) : y, saved: [], backward: (dy) => [back(dy)] };
  };
}

const flatten: Operation = (inputs) => {
  const x = at(inputs, 0);
  const shape = x.shape;
  return { y: tf.reshape(x, [shape[0] ?? 0, -1]), saved: [], backward: (dy) => [tf.reshape(dy, shape)] };
};

const concatenate: Operation = (inputs) => {
  const sizes = inputs.map((each) => each.shape[each.rank - 1] ?? 0);
  return { y: tf.concat([...inputs], -1), saved: [], backward: (dy) => tf.split(dy, sizes, -1) };
};

function addDraft(rectified: boolean): Draft {
  const operation: Operation = (inputs) => {
    const sum = inputs.length === 2 ? tf.add(at(inputs, 0), at(inputs, 1)) : tf.addN([...inputs]);
    const y = rectified ? tf.relu(sum) : sum;
    return {
      y,
      saved: rectified ? [y] : [],
      backward: (dy, saved) => {
        const dz = rectified ? activationBias(dy, at(saved, 0)).dz : dy;
        return inputs.map(() => tf.clone(dz));
      },
    };
  };
  return {
    compute: { kind: 'operation', weights: [], operation: () => operation },
    ...(rectified ? { sign: 'non-negative' } : { sign: 'as-inputs', rectified: () => addDraft(true) }),
  };
}
