import { BadInput } from '../../src-shared/lib/bad-input.ts';
import { cnn } from '../../src-main/engine/models/classification/cnn.ts';
import { resnet } from '../../src-main/engine/models/classification/resnet.ts';
import type { LayersNetwork } from '../../src-main/engine/models/layers-network.ts';
import { unet } from '../../src-main/engine/models/segmentation/unet.ts';

/** A benchmark: the same layers, batch and target as the model of that name in `pytorch-train.py`. */
export interface BenchModel {
  readonly batch: number;
  /** [height, width, channel] or [depth, height, width, channel]. */
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** A label per pixel instead of one per image. */
  readonly dense: boolean;
  network(): LayersNetwork;
}

const FEATURES = [16, 32, 64, 128, 256];

export const BENCH_MODELS = {
  cnn28: classifier([28, 28, 1], 10, 64, (inputShape, classes) =>
    cnn({ filters: [32, 64], dense: 128, dropout: 0, inputShape, classes, seed: 1 }),
  ),
  resnet18_64: classifier([64, 64, 1], 6, 32, (inputShape, classes) => resnet({ depth: 18, inputShape, outputs: classes, seed: 1 })),
  unet2d_128: segmenter([128, 128, 1], 2, 4, FEATURES, 'none'),
  unet2d_256bn: segmenter([256, 256, 3], 2, 4, FEATURES, 'batch'),
  unet3d_40: segmenter([40, 56, 40, 1], 3, 2, [16, 32, 64, 128], 'instance'),
} as const satisfies Readonly<Record<string, BenchModel>>;

export type BenchName = keyof typeof BENCH_MODELS;
export const BENCH_NAMES = Object.keys(BENCH_MODELS) as BenchName[];

/** @throws BadInput */
export function benchName(word: string | undefined): BenchName {
  const name = BENCH_NAMES.find((each) => each === word);
  if (name === undefined) throw new BadInput(`expected a model of ${BENCH_NAMES.join(', ')}, but found ${word ?? 'none'}`);
  return name;
}

function classifier(
  inputShape: readonly number[],
  classes: number,
  batch: number,
  make: (inputShape: readonly number[], classes: number) => LayersNetwork,
): BenchModel {
  return { inputShape, classes, batch, dense: false, network: () => make(inputShape, classes) };
}

function segmenter(
  inputShape: readonly number[],
  classes: number,
  batch: number,
  features: readonly number[],
  normalisation: 'none' | 'batch' | 'instance',
): BenchModel {
  return { inputShape, classes, batch, dense: true, network: () => unet({ features, normalisation, inputShape, classes, seed: 1 }) };
}
