import { layers } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from './batch-normalization.ts';
import { Cropping3D } from './cropping-3d.ts';
import { GlobalAveragePooling3D } from './global-pooling-3d.ts';
import { ZeroPadding3D } from './zero-padding-3d.ts';

/** Before and after each spatial axis. */
export type Margins = readonly (readonly [number, number])[];

const IN_2D = {
  axes: 2,
  convolution: layers.conv2d,
  transpose: layers.conv2dTranspose,
  maxPool: layers.maxPooling2d,
  mean: (name: string): layers.Layer => layers.globalAveragePooling2d({ name }),
  pad: (name: string, margins: Margins): layers.Layer => layers.zeroPadding2d({ name, padding: asPairs(margins) }),
  crop: (name: string, margins: Margins): layers.Layer => layers.cropping2D({ name, cropping: asPairs(margins) }),
};
const IN_3D = {
  axes: 3,
  convolution: layers.conv3d,
  transpose: layers.conv3dTranspose,
  maxPool: layers.maxPooling3d,
  mean: (name: string): layers.Layer => new GlobalAveragePooling3D({ name }),
  pad: (name: string, margins: Margins): layers.Layer => new ZeroPadding3D({ name, padding: asTriples(margins) }),
  crop: (name: string, margins: Margins): layers.Layer => new Cropping3D({ name, cropping: asTriples(margins) }),
};

/** The layers of images or of volumes under one name each, so that a network is written once for both. */
export type InSpace = typeof IN_2D | typeof IN_3D;

/** @param inputShape [height, width, channel] or [z, y, x, channel]. */
export function inSpace(inputShape: readonly number[]): InSpace {
  return inputShape.length === 4 ? IN_3D : IN_2D;
}

/** Batch normalisation as PyTorch sets it; the moving averages keep nine tenths at each step. */
export function batchNormalisation(name: string): layers.Layer {
  return new BatchNormalization({ name, momentum: 0.9, epsilon: 1e-5 });
}

/** The same margin on both sides of every axis. */
export function evenMargins({ axes }: InSpace, width: number): Margins {
  return Array.from({ length: axes }, () => [width, width]);
}

/** What each side lacks to a length, half of it on either end; nothing where it is long enough. */
export function marginsTo(sides: readonly number[], lengths: readonly number[]): Margins {
  return sides.map((side, axis) => {
    const missing = Math.max(0, (lengths[axis] ?? 0) - side);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
}

export function areWide(margins: Margins): boolean {
  return margins.some(([before, after]) => before + after > 0);
}

function asPairs(margins: Margins): [[number, number], [number, number]] {
  const [[top, bottom] = [0, 0], [left, right] = [0, 0]] = margins;
  return [[top, bottom], [left, right]];
}

function asTriples(margins: Margins): (readonly [number, number])[] {
  return margins.map(([before, after]) => [before, after]);
}
