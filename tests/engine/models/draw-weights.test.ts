import { input, layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ADVERSARIAL, BEFORE_RELU, drawWeights, FOR_LOGITS } from '../../../src-main/engine/models/draw-weights.ts';
import { apply } from '../../../src-main/engine/models/layers/apply.ts';
import { randomAt } from '../../../src-shared/lib/random.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

function drawn(layer: layers.Layer, seed: number): Record<string, Float32Array> {
  const image = input({ shape: [8, 8, 6] });
  const one = model({ inputs: image, outputs: apply(layer, image) });
  drawWeights(one, seed);
  const values = Object.fromEntries(one.weights.map((weight) => [weight.originalName.split('/').pop(), weight.read().dataSync<'float32'>().slice()]));
  one.dispose();
  return values as Record<string, Float32Array>;
}

describe('first weights', () => {
  it('lie evenly within the bound of their fan-in', () => {
    for (const [kernelInitializer, bound] of [[BEFORE_RELU, Math.sqrt(6 / 54)], [FOR_LOGITS, Math.sqrt(1 / 54)]] as const) {
      const kernel = drawn(layers.conv2d({ filters: 100, kernelSize: 3, kernelInitializer }), 1)['kernel'] ?? new Float32Array();
      const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
      expect(kernel.length).toBe(5400);
      expect(Math.max(...kernel)).toBeCloseTo(bound, 2);
      expect(Math.min(...kernel)).toBeCloseTo(-bound, 2);
      expect(variance).toBeCloseTo(bound ** 2 / 3, 2);
    }
  });

  it('of networks that learn against one another are normal with a deviation of 0.02, whatever their fan-in', () => {
    const kernel = drawn(layers.conv2d({ filters: 100, kernelSize: 3, kernelInitializer: ADVERSARIAL }), 1)['kernel'] ?? new Float32Array();
    const within = (deviations: number) => kernel.filter((value) => Math.abs(value) < 0.02 * deviations).length / kernel.length;
    expect(Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length)).toBeCloseTo(0.02, 3);
    expect([within(1), within(2)]).toEqual([expect.closeTo(0.683, 1.5), expect.closeTo(0.954, 1.5)]);
  });

  it('are the draws of their seed and place, so that they are the same everywhere', () => {
    const kernel = drawn(layers.conv2d({ filters: 2, kernelSize: 1, kernelInitializer: BEFORE_RELU }), 7)['kernel'] ?? [];
    expect([...kernel]).toEqual(Array.from({ length: 12 }, (_, i) => Math.fround((2 * randomAt(7, 'weights', 0, 0, i) - 1) * Math.sqrt(6 / 6))));
  });

  it('begin normalisation at mean 0 and variance 1', () => {
    const { gamma, beta, moving_mean, moving_variance } = drawn(layers.batchNormalization(), 1);
    expect([gamma, beta, moving_mean, moving_variance].map((values) => [...new Set(values)])).toEqual([[1], [0], [0], [1]]);
  });

  it('are not guessed for a layer that says nothing about them', () => {
    expect(() => drawn(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 1 }), 1)).toThrow(/^expected an initialiser that is uniform by fan-in, or normal around 0, in conv, but found .*fanAvg/);
    expect(() => drawn(layers.prelu({ name: 'prelu' }), 1)).toThrow('expected weights whose first values are known in prelu, but found alpha');
  });
});
