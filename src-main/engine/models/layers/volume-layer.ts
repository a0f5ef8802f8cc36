import { layers } from '@tensorflow/tfjs-layers';
import type * as tf from '../../tf.ts';
import type { OpenShape } from './one-tensor.ts';
import { oneShape } from './one-tensor.ts';

export type LayerConfig = ConstructorParameters<typeof layers.Layer>[0];

/** [before, after] along depth, height and width. */
export type VolumeMargins = readonly [readonly [number, number], readonly [number, number], readonly [number, number]];

export interface VolumeConfig {
  readonly name?: string;
  readonly dataFormat?: string;
}

/** One number, one per axis, or both sides of each axis. */
export type MarginsConfig = number | readonly (number | readonly [number, number])[];

/** A layer without weights over [batch, depth, height, width, channel]. */
export abstract class VolumeLayer extends layers.Layer {
  constructor(config: VolumeConfig = {}) {
    super(config as LayerConfig);
    if (config.dataFormat !== undefined && config.dataFormat !== 'channelsLast') {
      throw new Error(`expected channels in the last axis of ${this.name}, but found ${config.dataFormat}`);
    }
  }

  /** The output's shape for the lengths along depth, height and width. */
  protected abstract shapeOf(batch: number | null, lengths: OpenShape, channels: number | null): OpenShape;

  override computeOutputShape(inputShape: OpenShape | OpenShape[]): OpenShape {
    const [batch = null, depth = null, height = null, width = null, channels = null] = oneShape(inputShape);
    return this.shapeOf(batch, [depth, height, width], channels);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: 'channelsLast' };
  }
}

/** Lengths with margins added (1) or taken off (-1); open ones stay open. */
export function withMargins(lengths: OpenShape, margins: VolumeMargins, sign: 1 | -1): OpenShape {
  return lengths.map((length, axis) => {
    const [before, after] = margins[axis] ?? [0, 0];
    return length === null ? null : length + sign * (before + after);
  });
}

export function volumeMargins(value: MarginsConfig): VolumeMargins {
  const each = typeof value === 'number' ? [value, value, value] : value;
  const margins = each.map((axis): readonly [number, number] => (typeof axis === 'number' ? [axis, axis] : axis));
  const [depth, height, width] = margins;
  if (depth === undefined || height === undefined || width === undefined || margins.length !== 3) {
    throw new Error(`expected margins for 3 axes, but found ${JSON.stringify(value)}`);
  }
  return [depth, height, width];
}
