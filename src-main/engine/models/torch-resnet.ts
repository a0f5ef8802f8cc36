import type { DenseArray } from '../../../src-shared/domain/array.ts';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';

type FloatArray = NamedWeights['array'];

/** Weights in our names and order of axes, and what was done to them, in sentences. */
export interface Translated {
  readonly weights: readonly NamedWeights[];
  readonly notes: readonly string[];
}

/**
 * The weights of a ResNet as PyTorch's torchvision, timm and MONAI name them
 * (`layer1.0.bn1.running_mean`) and lay them out ([out, in, height, width]), in
 * the names and the order of axes of ours ([height, width, in, out]); null
 * where they are of anything else, or for another network. What has no place
 * in ours keeps its name.
 *
 * A network for grey images gets the sum of what a first convolution for three
 * colours does to each of them: it answers as that one to the grey thrice.
 *
 * @param own the network's.
 */
export function fromTorchResNet(weights: readonly NamedWeights[], own: readonly NamedWeights[]): Translated | null {
  const prefix = prefixOf(weights);
  const stem = own.find(({ name }) => name === 'stem_conv/kernel')?.array;
  if (prefix === null || !stem) return null;
  const translated = weights.map((each) => translate(each, prefix));
  const notes = ["They have the names and the order of axes of PyTorch's ResNets, and were turned into ours."];
  const colours = translated.find(({ name }) => name === 'stem_conv/kernel');
  const isGrey = stem.shape.at(-2) === 1 && colours?.array.shape.at(-2) === 3;
  if (!isGrey) return { weights: translated, notes };
  notes.push('The first convolution was for three channels and is for one: what it does to each was summed.');
  return { weights: translated.map((each) => (each === colours ? { ...each, array: summedChannels(each.array) } : each)), notes };
}

/** What stands before every name, as `module.` of a network that was trained in parallel; null where they are no ResNet's. */
function prefixOf(weights: readonly NamedWeights[]): string | null {
  const names = new Set(weights.map(({ name }) => name));
  const first = 'layer1.0.conv1.weight';
  const prefixes = [...names].filter((name) => name.endsWith(first)).map((name) => name.slice(0, -first.length));
  return prefixes.find((prefix) => names.has(`${prefix}conv1.weight`)) ?? null;
}

function translate({ name, array }: NamedWeights, prefix: string): NamedWeights {
  const found = name.startsWith(prefix) ? ourName(name.slice(prefix.length)) : null;
  return found === null ? { name, array } : { name: found, array: array.shape.length > 1 ? channelsLast(array) : array };
}

const OF_NORM: Readonly<Record<string, string>> = { weight: 'gamma', bias: 'beta', running_mean: 'moving_mean', running_var: 'moving_variance' };

/** "layer2.0.downsample.1.running_var" → "stage2_block1_skip_norm/moving_variance"; null for what ours has not. */
function ourName(name: string): string | null {
  if (name === 'fc.weight') return 'classes/kernel';
  if (name === 'fc.bias') return 'classes/bias';
  const match = /^(?:layer(?<stage>\d+)\.(?<block>\d+)\.)?(?:(?<kind>conv|bn)(?<place>\d)|downsample\.(?<part>[01]))\.(?<what>\w+)$/.exec(name)?.groups;
  if (!match) return null;
  const { stage, block, kind, place, part, what = '' } = match;
  const where = stage === undefined ? (place === '1' ? 'stem' : null) : `stage${stage}_block${Number(block) + 1}_${part === undefined ? (place ?? '') : 'skip'}`;
  if (where === null) return null;
  if (kind === 'conv' || part === '0') return what === 'weight' ? `${where}_conv/kernel` : null;
  const weight = OF_NORM[what];
  return weight === undefined ? null : `${where}_norm/${weight}`;
}

/** [out, in, …places] → [...places, in, out] */
function channelsLast({ data, shape }: FloatArray): FloatArray {
  const [out = 1, channels = 1, ...places] = shape;
  const count = sizeOf(places);
  const turned = new Float32Array(data.length);
  for (let o = 0, from = 0; o < out; o++) {
    for (let c = 0; c < channels; c++) {
      for (let place = 0; place < count; place++) turned[(place * channels + c) * out + o] = data[from++] as number;
    }
  }
  return { data: turned, shape: [...places, channels, out], dtype: 'float32' };
}

/** [...places, in, out] → [...places, 1, out] */
function summedChannels({ data, shape }: FloatArray): FloatArray {
  const [channels = 1, out = 1] = shape.slice(-2);
  const places = shape.slice(0, -2);
  const summed = new Float32Array(sizeOf(places) * out);
  for (let i = 0; i < data.length; i++) {
    const to = Math.floor(i / (channels * out)) * out + (i % out);
    summed[to] = (summed[to] as number) + (data[i] as number);
  }
  return { data: summed, shape: [...places, 1, out], dtype: 'float32' };
}

function sizeOf(shape: DenseArray['shape']): number {
  return shape.reduce((product, side) => product * side, 1);
}
