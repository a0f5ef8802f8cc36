import type { layers } from '@tensorflow/tfjs-layers';
import type * as tf from '../../tf.ts';

/** What the plan looks at in a layer of tfjs-layers. */
export interface LayerView {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** By the last part of their names: kernel, bias, gamma … */
  readonly weights: Readonly<Record<string, tf.Variable>>;
  /** Without values where an axis is open. */
  readonly inputShapes: readonly (readonly (number | null)[])[];
  /** Its place among the layers of its kind, for chance that must differ between them. */
  readonly ordinal: number;
  /** Whether training must leave all of its weights as they are. */
  readonly frozen: boolean;
}

export function viewOf(layer: layers.Layer, inputShapes: LayerView['inputShapes'], ordinal: number, frozen = false): LayerView {
  return {
    className: layer.getClassName(),
    config: layer.getConfig(),
    weights: Object.fromEntries(layer.weights.map((weight) => [weight.originalName.split('/').pop() ?? '', weight.read() as tf.Variable])),
    inputShapes,
    ordinal,
    frozen,
  };
}

/** The weights of these names that the layer has, in this order. */
export function weightsOf({ weights }: LayerView, names: readonly string[]): tf.Variable[] {
  return names.map((name) => weights[name]).filter((weight) => weight !== undefined);
}

export function weightOf(layer: LayerView, name: string): tf.Variable {
  const weight = layer.weights[name];
  if (weight === undefined) throw new Error(`expected a ${layer.className} with ${name}, but found ${Object.keys(layer.weights).join(', ')}`);
  return weight;
}

export function numberOf({ config, className }: LayerView, name: string): number {
  const value = config[name];
  if (typeof value !== 'number') throw new Error(`expected a number as ${name} of ${className}, but found ${JSON.stringify(value)}`);
  return value;
}

export function numbersOf({ config, className }: LayerView, name: string): readonly number[] {
  const value = config[name];
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'number')) {
    throw new Error(`expected numbers as ${name} of ${className}, but found ${JSON.stringify(value)}`);
  }
  return value;
}

/** 'same' or 'valid'; null for any other. */
export function paddingOf({ config }: LayerView): 'same' | 'valid' | null {
  const { padding } = config;
  return padding === 'same' || padding === 'valid' ? padding : null;
}

export function isChannelLast({ config }: LayerView): boolean {
  return config['dataFormat'] === 'channelsLast';
}
