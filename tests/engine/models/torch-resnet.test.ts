import { describe, expect, it } from 'vitest';
import { resnet } from '../../../src-main/engine/models/classification/resnet.ts';
import { fromTorchResNet } from '../../../src-main/engine/models/torch-resnet.ts';
import { transferWeights } from '../../../src-main/engine/models/transfer.ts';
import type { NamedWeights } from '../../../src-shared/domain/train-event.ts';
import { expectClose } from '../../helpers/gradients.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { CLASSES, emptyState, expectLikeTorch, goldenOf, logitsOf, stateOf } from './torch-resnet.ts';

usePlainBackend();

const array = (shape: readonly number[]): NamedWeights['array'] => ({ data: new Float32Array(shape.reduce((product, side) => product * side, 1)), shape, dtype: 'float32' });

describe('a ResNet of PyTorch', () => {
  it('of 18 layers answers in ours as there, at sizes that no stride divides', () => expectLikeTorch(18));

  it('answers to grey as to the same grey in three channels, in a network for one', async () => {
    const golden = goldenOf(18);
    const network = resnet({ depth: 18, inputShape: [37, 50, 1], outputs: CLASSES, seed: 1 });
    const { notes } = await transferWeights(network, { from: 'there', weights: stateOf(golden, 'module.') });
    expect(notes.at(-1)).toBe('The first convolution was for three channels and is for one: what it does to each was summed.');
    expectClose(logitsOf(network, 'grey', 1), golden.grey, 2e-4, 'logits');
    network.dispose();
  });

  it('of another depth and other classes gives what fits, and says what does not', async () => {
    const network = resnet({ depth: 18, inputShape: [37, 50, 3], outputs: 3, seed: 1 });
    const { rows } = await transferWeights(network, { from: 'there', weights: [...emptyState(goldenOf(34)), { name: 'layer1.0.se.weight', array: array([1]) }] });
    expect(rows.filter(({ shape, taken }) => shape !== null && !taken).map(({ name, shape, found }) => [name, shape, found])).toEqual([['classes/kernel', [512, 3], [512, 5]], ['classes/bias', [3], [5]]]);
    const unused = rows.filter(({ shape }) => shape === null).map(({ name }) => name);
    expect(unused).toEqual(expect.arrayContaining(['stage1_block3_1_conv/kernel', 'layer1.0.se.weight']));
    network.dispose();
  });

  it('is not seen in other weights, nor for other networks', () => {
    const own = [{ name: 'stem_conv/kernel', array: array([1, 1, 1, 1]) }];
    expect(fromTorchResNet([{ name: 'conv1.weight', array: array([3, 3]) }], own)).toBeNull();
    expect(fromTorchResNet(emptyState(goldenOf(18)), [])).toBeNull();
  });
});
