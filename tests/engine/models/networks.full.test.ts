import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { resnet } from '../../../src-main/engine/models/classification/resnet.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import type { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { modelSchema } from '../../../src-shared/schema/experiment/model.ts';
import { draws, expectClose, toTensor } from '../../helpers/gradients.ts';
import { shake } from '../../helpers/networks.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();
// Tens of millions of weights are drawn here.
vi.setConfig({ testTimeout: 120_000 });

const trainable = ({ parameters }: Pick<LayersNetwork, 'parameters'>) => parameters.reduce((sum, { variable }) => sum + variable.size, 0);
const predict = (network: LayersNetwork, x: tf.Tensor) => network.call({ image: x }, { training: false })['pred'] as tf.Tensor;

describe('resnet', () => {
  it.each([
    [34, 21_797_672],
    [50, 25_557_032],
  ] as const)('of %i layers has the weights of the usual one with colours and a thousand classes', (depth, weights) => {
    const network = resnet({ depth, inputShape: [32, 32, 3], outputs: 1000, seed: 1 });
    expect(trainable(network)).toBe(weights);
    network.dispose();
  });

  it('of volumes predicts as tfjs-layers does, for odd sizes too', async () => {
    const network = resnet({ depth: 18, inputShape: [9, 7, 8, 1], outputs: 3, seed: 1 });
    shake(network.model);
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([1, 9, 7, 8, 1], 1));
        expectClose(predict(network, x).dataSync(), (network.model.predict(x) as tf.Tensor).dataSync(), 1e-3);
      }),
    );
    network.dispose();
  });
});

describe('vgg', () => {
  it('of volumes has the weights of the one that delira shipped', () => {
    const network = createNetwork(modelSchema.parse({ kind: 'vgg' }), [27, 43, 43, 1], 2, 1);
    // Three blocks, 65,536 places to 1,024 units, these to 64, and two classes.
    expect(trainable(network)).toBe(2_252_224 + (65_536 * 1024 + 1024) + (1024 * 64 + 64) + (64 * 2 + 2));
    network.dispose();
  });
});
