import { InferenceSession, Tensor } from 'onnxruntime-web';
import { layers, model as layersModel, input } from '@tensorflow/tfjs-layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { modelSchema } from '../../../src-shared/schema/experiment/model.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { transposed } from '../../../src-main/engine/models/onnx/layers.ts';
import { ONNX_NAMES, writeOnnx } from '../../../src-main/engine/models/onnx/write-onnx.ts';
import * as tf from '../../../src-main/engine/tf.ts';
import { draws } from '../../helpers/gradients.ts';
import { shake } from '../../helpers/networks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** The largest difference between what the network says and what ONNX Runtime says of its export, of two images, measured against the largest number where that is above 1. */
async function difference(network: LayersNetwork, shape: readonly number[]): Promise<number> {
  shake(network.model);
  const whole = [2, ...shape];
  const values = Float32Array.from(draws(whole, 5).data);
  const own = tf.tidy(() => network.call({ image: tf.tensor(values, whole) }, { training: false })['pred'] as tf.Tensor);
  const wanted = own.dataSync<'float32'>().slice();
  const session = await InferenceSession.create(await writeOnnx(network, { classes: '["a"]' }), { executionProviders: ['wasm'] });
  const first = transposed(values, whole, [0, whole.length - 1, ...shape.slice(0, -1).map((_, axis) => axis + 1)]);
  const answer = (await session.run({ [ONNX_NAMES.input]: new Tensor('float32', first.values, [...first.shape]) }))[ONNX_NAMES.output];
  if (!answer) throw new Error('expected an answer of ONNX Runtime');
  const back = transposed(answer.data as Float32Array, answer.dims, [0, ...answer.dims.slice(2).map((_, axis) => axis + 2), ...(answer.dims.length > 1 ? [1] : [])]);
  expect(back.shape).toEqual(own.shape);
  own.dispose();
  network.dispose();
  await session.release();
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - (back.values[i] as number)) / largest), 0);
}

const made = (spec: unknown, shape: readonly number[]) => createNetwork(modelSchema.parse(spec), shape, 3, 1) as LayersNetwork;

describe('a network as ONNX', () => {
  it.each([
    ['cnn', { kind: 'cnn', filters: [4, 6], dense: 8, dropout: 0.3 }, [12, 15, 2]],
    ['unet2d, transposed', { kind: 'unet2d', features: [4, 8, 12], normalisation: 'batch' }, [13, 18, 1]],
    ['unet2d, linear and added', { kind: 'unet2d', features: [4, 8], normalisation: 'group', up: 'linear', join: 'add' }, [16, 12, 3]],
    ['unet3d', { kind: 'unet3d', features: [2, 4], normalisation: 'instance' }, [7, 8, 6, 1]],
    ['unet3d, linear', { kind: 'unet3d', features: [2, 4], normalisation: 'none', up: 'linear' }, [8, 4, 6, 1]],
    ['resnet18', { kind: 'resnet18' }, [17, 16, 3]],
    ['resnet34', { kind: 'resnet34' }, [17, 16, 3]],
    ['resnet50', { kind: 'resnet50' }, [17, 16, 3]],
  ])('%s gives in ONNX Runtime what it gives here', async (_name, spec, shape) => {
    expect(await difference(made(spec, shape), shape)).toBeLessThan(1e-4);
  });

  it('refuses vgg, whose pooling ONNX does not have, by its name', async () => {
    const network = made({ kind: 'vgg', filters: [2], dense: [4] }, [18, 18, 1]);
    await expect(writeOnnx(network, {})).rejects.toThrow(/^expected layers that ONNX export can write, but found AdaptiveMaxPooling \(".*"\)$/);
    network.dispose();
  });

  it('has the layers of other networks too', async () => {
    const image = input({ shape: [9, 10, 4], name: 'image' });
    const steps = [
      layers.depthwiseConv2d({ kernelSize: 3, strides: [2, 2], padding: 'same', depthMultiplier: 2, activation: 'tanh' }),
      layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', dilationRate: 2, activation: 'elu' }),
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.upSampling2d({ size: [2, 3] }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.maxPooling2d({ poolSize: 2, strides: 2, padding: 'same' }),
      layers.flatten(),
      layers.dense({ units: 24, activation: 'sigmoid' }),
      layers.reshape({ targetShape: [2, 3, 4] }),
      layers.globalMaxPooling2d({}),
      layers.softmax(),
    ];
    const end = steps.reduce((x, layer) => layer.apply(x) as SymbolicTensor, image);
    const network = new LayersNetwork(layersModel({ inputs: image, outputs: end }), { seed: 1 });
    expect(await difference(network, [9, 10, 4])).toBeLessThan(1e-4);
  });

  it('refuses a layer that it cannot write by its name', async () => {
    const image = input({ shape: [4, 4, 1], name: 'image' });
    const end = layers.separableConv2d({ filters: 2, kernelSize: 3, name: 'apart' }).apply(image) as SymbolicTensor;
    const network = new LayersNetwork(layersModel({ inputs: image, outputs: end }), { seed: 1 });
    await expect(writeOnnx(network, {})).rejects.toThrow('expected layers that ONNX export can write, but found SeparableConv2D ("apart")');
  });
});
