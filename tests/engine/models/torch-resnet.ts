/** ResNets as PyTorch answers with them, and ours with their weights. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { resnet } from '../../../src-main/engine/models/classification/resnet.ts';
import { transferInWords, transferWeights } from '../../../src-main/engine/models/transfer.ts';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { expectClose } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';

export interface Golden {
  readonly depth: 18 | 34 | 50;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly logits: readonly number[];
  readonly grey: readonly number[];
}

const { cases } = JSON.parse(readFileSync(new URL('torch-resnet-golden.json', import.meta.url), 'utf8')) as { readonly cases: readonly Golden[] };
export const CLASSES = 5;

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

export function goldenOf(depth: Golden['depth']): Golden {
  const found = cases.find((each) => each.depth === depth);
  if (!found) throw new Error(`expected a case of depth ${depth}`);
  return found;
}

/** As `numbers` of torch-resnet-golden.py. */
function numbers(name: string, shape: readonly number[]): Float32Array {
  const count = sizeOf(shape);
  const start = [...name].reduce((sum, letter, i) => sum + (i + 1) * letter.charCodeAt(0), 0);
  const scale = Math.sqrt(6 / (count / (shape[0] ?? 1)));
  return Float32Array.from({ length: count }, (_, i) => {
    const draw = (((((start + i) * (start + i + 7919) * 31) % 65521) % 2003) / 1001) - 1;
    if (shape.length > 1) return draw * scale;
    if (name.endsWith('running_var')) return 1 + draw / 2;
    return name.endsWith('weight') ? 1 + draw / 4 : draw / 4;
  });
}

export const stateOf = ({ shapes }: Golden, prefix = ''): NamedWeights[] => Object.entries(shapes).map(([name, shape]) => ({ name: `${prefix}${name}`, array: { data: numbers(name, shape), shape, dtype: 'float32' } }));

/** [batch, channel, height, width] of PyTorch as [batch, height, width, channel]. */
const imageOf = (name: string, channels: number) => tf.transpose(tf.tensor(numbers(name, [2, channels, 37, 50]), [2, channels, 37, 50]), [0, 2, 3, 1]);

export const logitsOf = (network: ReturnType<typeof resnet>, name: string, channels: number) => tf.tidy(() => (network.call({ image: imageOf(name, channels) }, { training: false })['pred'] as tf.Tensor).dataSync().slice());

/** Of zeros, where only names and shapes matter: numbers take their time. */
export const emptyState = ({ shapes }: Golden): NamedWeights[] => Object.entries(shapes).map(([name, shape]) => ({ name, array: { data: new Float32Array(sizeOf(shape)), shape, dtype: 'float32' } }));

export async function expectLikeTorch(depth: Golden['depth']): Promise<void> {
  const golden = goldenOf(depth);
  await noLeaks(async () => {
    const network = resnet({ depth, inputShape: [37, 50, 3], outputs: CLASSES, seed: 1 });
    const report = await transferWeights(network, { from: 'resnet.safetensors', weights: stateOf(golden) });
    const arrays = Object.keys(golden.shapes).length;
    expect(transferInWords(report)).toBe(`Starts from resnet.safetensors: ${arrays} of ${arrays} arrays of weights were taken. They have the names and the order of axes of PyTorch's ResNets, and were turned into ours.`);
    expectClose(logitsOf(network, 'image', 3), golden.logits, 2e-4, 'logits');
    network.dispose();
  });
}
