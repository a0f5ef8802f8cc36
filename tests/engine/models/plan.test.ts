import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { apply } from '../../../src-main/engine/models/layers/apply.ts';
import { BatchNormalization } from '../../../src-main/engine/models/layers/batch-normalization.ts';
import { Cropping3D } from '../../../src-main/engine/models/layers/cropping-3d.ts';
import { GlobalAveragePooling3D, GlobalMaxPooling3D } from '../../../src-main/engine/models/layers/global-pooling-3d.ts';
import { GroupNormalization } from '../../../src-main/engine/models/layers/group-normalization.ts';
import { InstanceNormalization } from '../../../src-main/engine/models/layers/instance-normalization.ts';
import { UpSampling3D } from '../../../src-main/engine/models/layers/up-sampling-3d.ts';
import { ZeroPadding3D } from '../../../src-main/engine/models/layers/zero-padding-3d.ts';
import { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { compile } from '../../../src-main/engine/models/plan/compile.ts';
import { runSteps } from '../../../src-main/engine/models/plan/run-steps.ts';
import { canRunWhole, runWhole } from '../../../src-main/engine/models/plan/run-whole.ts';
import { draws, expectClose, toTensor } from '../../helpers/gradients.ts';
import { expectLikeStandard, shake } from '../../helpers/networks.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** A network of one input whose layers are put together by `build`. */
function network(shape: readonly number[], build: (image: SymbolicTensor) => SymbolicTensor): LayersNetwork {
  const image = input({ shape: [...shape], name: 'image' });
  const made = new LayersNetwork(model({ inputs: image, outputs: build(image) }), { seed: 3 });
  shake(made.model);
  return made;
}

const chain = (...each: readonly layers.Layer[]) => (image: SymbolicTensor) => each.reduce((x, layer) => apply(layer, x), image);
const steps = ({ model }: LayersNetwork, training: boolean) => compile(model, training).steps.map(({ name }) => name);
const relu = (name?: string) => layers.activation({ activation: 'relu', ...(name ? { name } : {}) });

const images: Readonly<Record<string, () => LayersNetwork>> = {
  'convolutions of every setting': () =>
    network([9, 8, 2], chain(
      layers.conv2d({ filters: 3, kernelSize: [3, 2], strides: [2, 1], padding: 'same', activation: 'relu' }),
      layers.conv2d({ filters: 2, kernelSize: 2, useBias: false, activation: 'sigmoid' }),
      layers.conv2d({ filters: 2, kernelSize: 1, activation: 'tanh' }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
      layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2, useBias: false }),
    )),
  'batch normalisation with and without scale and shift': () =>
    network([4, 5, 3], chain(
      layers.conv2d({ filters: 3, kernelSize: 2 }),
      layers.batchNormalization({ momentum: 0.8 }),
      relu(),
      layers.batchNormalization({ epsilon: 0.1 }),
      layers.conv2d({ filters: 2, kernelSize: 2, useBias: false }),
      layers.batchNormalization(),
    )),
  'branches that are joined': () =>
    network([6, 6, 2], (image) => {
      const left = apply(layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same' }), image);
      const sum = apply(relu(), apply(layers.add(), left, image, left));
      const both = apply(layers.concatenate(), sum, left, image);
      return apply(layers.add(), apply(layers.conv2d({ filters: 2, kernelSize: 1 }), both), sum);
    }),
  'padding, cropping and pooling': () =>
    network([7, 6, 2], chain(
      layers.zeroPadding2d({ padding: [[1, 0], [2, 1]] }),
      layers.conv2d({ filters: 3, kernelSize: 3, strides: 2 }),
      layers.zeroPadding2d({ padding: 1 }),
      layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      layers.cropping2D({ cropping: [[1, 0], [0, 1]] }),
      layers.averagePooling2d({ poolSize: 2, strides: 1 }),
    )),
  'a way to vectors': () =>
    network([5, 4, 2], (image) => {
      const x = apply(layers.conv2d({ filters: 3, kernelSize: 2 }), image);
      const flat = apply(layers.flatten(), x);
      const mean = apply(layers.globalAveragePooling2d({}), x);
      const most = apply(layers.globalMaxPooling2d({}), x);
      return apply(layers.dense({ units: 2 }), apply(layers.dense({ units: 4, activation: 'relu' }), apply(layers.concatenate(), flat, mean, most)));
    }),
  'leaky slopes': () => network([5, 4, 2], chain(layers.conv2d({ filters: 3, kernelSize: 2 }), layers.leakyReLU({ alpha: 0.2 }), layers.flatten(), layers.leakyReLU())),
  'layers that only tfjs-layers knows, between ours': () =>
    network([6, 6, 2], chain(
      layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }),
      layers.depthwiseConv2d({ kernelSize: 2 }),
      layers.batchNormalization(),
      layers.elu(),
      layers.dropout({ rate: 0 }),
      layers.conv2d({ filters: 2, kernelSize: 2, activation: 'softmax' }),
    )),
};

const volumes: Readonly<Record<string, () => LayersNetwork>> = {
  'convolutions, normalisations and pooling of volumes': () =>
    network([4, 4, 6, 2], chain(
      new ZeroPadding3D({ padding: [1, [0, 1], 0] }),
      layers.conv3d({ filters: 4, kernelSize: [3, 2, 3], strides: [1, 1, 2] }),
      new InstanceNormalization({ epsilon: 1e-5 }),
      relu(),
      layers.maxPooling3d({ poolSize: 2 }),
      new GroupNormalization({ groups: 2, scale: false }),
      new UpSampling3D({ size: [1, 2, 1] }),
      new Cropping3D({ cropping: [[1, 0], 1, 0] }),
    )),
  'batch normalisation and global pooling of volumes': () =>
    network([3, 4, 2, 2], (image) => {
      const x = apply(new BatchNormalization({ momentum: 0.7 }), apply(layers.conv3d({ filters: 3, kernelSize: 2 }), image));
      const flat = apply(layers.flatten(), apply(layers.averagePooling3d({ poolSize: 1, strides: 1 }), x));
      return apply(layers.concatenate(), apply(new GlobalAveragePooling3D(), x), apply(new GlobalMaxPooling3D(), x), flat);
    }),
};

/**
 * Where tfjs-layers itself cannot be learned from: its gradient of up-sampling
 * mixes up the images of a batch, and 3-D transposed convolution has none.
 */
const predictedOnly: Readonly<Record<string, () => LayersNetwork>> = {
  'up-sampling': () => network([4, 3, 2], chain(layers.conv2d({ filters: 2, kernelSize: 2 }), layers.upSampling2d({ size: [2, 3] }))),
  'transposed convolutions of volumes': () =>
    network([3, 2, 4, 2], chain(
      layers.conv3dTranspose({ filters: 3, kernelSize: 2, strides: 2, activation: 'relu' }),
      layers.conv3dTranspose({ filters: 2, kernelSize: [3, 2, 3], strides: [2, 1, 2], padding: 'same', useBias: false }),
    )),
};

/** The most arrays that the backend held at once, beyond those it held before. */
function peakArrays(work: () => void): number {
  const backend = tf.backend();
  const write = backend.write.bind(backend);
  const before = backend.numDataIds();
  let most = before;
  const spy = vi.spyOn(backend, 'write').mockImplementation((...given) => {
    const id = write(...given);
    most = Math.max(most, backend.numDataIds());
    return id;
  });
  work();
  spy.mockRestore();
  return most - before;
}

describe('a plan', () => {
  for (const [name, make] of Object.entries({ ...images, ...volumes })) {
    it(`of ${name} predicts and learns as tfjs-layers does`, async () => {
      const made = make();
      const shape = [2, ...(made.model.inputs[0]?.shape.slice(1) as number[])];
      await expectLikeStandard(made, shape, false);
      await expectLikeStandard(made, shape, true);
      made.dispose();
    });
  }

  for (const [name, make] of Object.entries(predictedOnly)) {
    it(`of ${name} predicts as tfjs-layers does`, async () => {
      const made = make();
      await noLeaks(() =>
        tf.tidy(() => {
          const x = toTensor(draws([2, ...(made.model.inputs[0]?.shape.slice(1) as number[])], 1));
          const wanted = (made.model.predict(x) as tf.Tensor).dataSync();
          for (const training of [false, true]) expectClose((made.call({ image: x }, { training })['pred'] as tf.Tensor).dataSync(), wanted, 1e-4);
        }),
      );
      made.dispose();
    });
  }

  it('moves the averages of batch normalisation as tfjs-layers does', async () => {
    for (const make of [images['batch normalisation with and without scale and shift'], volumes['batch normalisation and global pooling of volumes']]) {
      const made = (make as () => LayersNetwork)();
      const shape = [2, ...(made.model.inputs[0]?.shape.slice(1) as number[])];
      await noLeaks(async () => {
        const x = toTensor(draws(shape, 1));
        const first = await made.weights();
        tf.dispose(made.call({ image: x }, { training: true }));
        expect(await made.weights()).toEqual(first);
        made.applyUpdates();
        const ours = await made.weights();
        made.setWeights(first);
        tf.dispose(made.model.apply(x, { training: true }) as tf.Tensor);
        const standard = await made.weights();
        for (const [i, { name, array }] of ours.entries()) expectClose(array.data, standard[i]?.array.data ?? [], 1e-5, name);
        expect(ours).not.toEqual(first);
        x.dispose();
      });
      made.dispose();
    }
  });
});

describe('batch normalisation that is frozen while others learn', () => {
  const conv = (name: string, axes: number) => (axes === 2 ? layers.conv2d : layers.conv3d)({ name, filters: 3, kernelSize: 2, padding: 'same' });
  const norm = (name: string) => new BatchNormalization({ name: `${name}_norm` });
  const cases: readonly (readonly [string, number[], number])[] = [['images', [6, 5, 2], 2], ['volumes', [4, 3, 5, 2], 3]];

  it.each(cases)('of %s gives what it gives for inference, by moving averages that stand still, and lets the gradients of that through', async (_name, shape, axes) => {
    const made = network(shape, chain(conv('a', axes), norm('a'), relu(), conv('b', axes), norm('b'), conv('c', axes)));
    made.freeze((name) => name.includes('_norm/'));
    const learnt = made.parameters.filter(({ name }) => !name.includes('_norm/')).map(({ variable }) => variable);
    const before = await made.weights();
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([3, ...shape], 5));
        const inference = made.call({ image: x }, { training: false })['pred'] as tf.Tensor;
        expectClose((made.call({ image: x }, { training: true })['pred'] as tf.Tensor).dataSync(), inference.dataSync(), 1e-5, 'values');
        const gradients = (call: () => tf.Tensor) => tf.variableGrads(() => tf.sum(tf.mul(call(), toTensor(draws(inference.shape, 8)))), learnt).grads;
        const ours = gradients(() => made.call({ image: x }, { training: true })['pred'] as tf.Tensor);
        // Composed of plain ops: as tfjs-layers computes for inference.
        const composed = gradients(() => made.model.apply(x, { training: false }) as tf.Tensor);
        for (const { name } of learnt) expectClose(ours[name]?.dataSync() ?? [], composed[name]?.dataSync() ?? [], 1e-3, name);
        made.applyUpdates();
      }),
    );
    expect(await made.weights()).toEqual(before);
    made.dispose();
  });
});

describe('fusion', () => {
  it('takes ReLU into what comes before it', () => {
    const made = network([6, 6, 2], (image) => {
      const x = chain(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 1 }), relu(), layers.batchNormalization({ name: 'norm' }), relu())(image);
      const sum = apply(layers.reLU(), apply(layers.add({ name: 'sum' }), x, image));
      return chain(layers.flatten({ name: 'flatten' }), layers.dense({ name: 'dense', units: 2 }), relu())(sum);
    });
    expect(steps(made, true)).toEqual(['conv', 'norm', 'sum', 'flatten', 'dense']);
    made.dispose();
  });

  it('leaves ReLU alone where what comes before it is used elsewhere too', () => {
    const made = network([6, 6, 2], (image) => {
      const x = apply(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 1 }), image);
      return apply(layers.add({ name: 'add' }), x, apply(relu('relu'), x));
    });
    expect(steps(made, true)).toEqual(['conv', 'relu', 'add']);
    made.dispose();
  });

  it('leaves a value that is an output as it is', () => {
    const image = input({ shape: [4, 4, 1] });
    const x = apply(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 1 }), image);
    const both = model({ inputs: image, outputs: [x, apply(relu('relu'), x)] });
    expect(compile(both, true).steps.map(({ name }) => name)).toEqual(['conv', 'relu']);
    both.dispose();
  });

  it('takes zeros into a convolution, and into max pooling only after what is never negative', () => {
    const pad = (name: string) => layers.zeroPadding2d({ name, padding: 1 });
    const pool = () => layers.maxPooling2d({ name: 'pool', poolSize: 3, strides: 2 });
    const conv = () => layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3, strides: 2 });
    const after = network([9, 9, 1], chain(pad('pad1'), conv(), relu(), pad('pad2'), pool()));
    const before = network([9, 9, 1], chain(pad('pad1'), conv(), pad('pad2'), pool()));
    const far = network([9, 9, 1], chain(conv(), relu(), layers.zeroPadding2d({ name: 'far', padding: 3 }), pool()));
    expect(steps(after, true)).toEqual(['conv', 'pool']);
    expect(steps(before, true)).toEqual(['conv', 'pad2', 'pool']);
    expect(steps(far, true)).toEqual(['conv', 'far', 'pool']);
    for (const each of [after, before, far]) each.dispose();
  });

  it('takes batch normalisation into the convolution before it for inference only', () => {
    const made = network([4, 4, 1], chain(layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3 }), layers.batchNormalization({ name: 'norm' }), relu()));
    expect(steps(made, false)).toEqual(['conv']);
    expect(steps(made, true)).toEqual(['conv', 'norm']);
    made.dispose();
  });
});

describe('a plan run as one op', () => {
  const make = images['branches that are joined'] as () => LayersNetwork;

  it('has the gradients of the same plan on the tape, the inputs’ too', async () => {
    const made = make();
    const plan = compile(made.model, true);
    const trainable = made.parameters.map(({ variable }) => variable);
    const run = { seed: 1, step: 0 };
    expect(canRunWhole(plan)).toBe(true);
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([2, 6, 6, 2], 1));
        const slope = (f: (x: tf.Tensor) => tf.Tensor) => tf.grad((x) => tf.sum(tf.square(f(x))))(x).dataSync();
        const whole = slope((x) => runWhole(plan, [x], trainable, run, true).outputs[0] as tf.Tensor);
        expectClose(whole, slope((x) => runSteps(plan, [x], run).outputs[0] as tf.Tensor), 1e-5);
      }),
    );
    made.dispose();
  });

  it('holds fewer arrays at its peak than the tape', async () => {
    const depth = 8;
    const made = network([8, 8, 4], chain(...Array.from({ length: depth }, () => layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }))));
    const plan = compile(made.model, true);
    const trainable = made.parameters.map(({ variable }) => variable);
    const x = toTensor(draws([2, 8, 8, 4], 1));
    const run = { seed: 1, step: 0 };
    const peak = (call: () => tf.Tensor) => peakArrays(() => tf.tidy(() => void tf.variableGrads(() => tf.sum(call()), trainable)));
    const whole = peak(() => runWhole(plan, [x], trainable, run, false).outputs[0] as tf.Tensor);
    const taped = peak(() => runSteps(plan, [x], run).outputs[0] as tf.Tensor);
    // The tape ends with a gradient for every saved value; a way back of our own has given the values up by then.
    expect(taped - whole).toBeGreaterThanOrEqual(depth - 1);
    x.dispose();
    made.dispose();
  });

  it('draws a new dropout mask at every step, and the same for one step', () => {
    const made = network([8], chain(layers.dropout({ rate: 0.5 }), layers.dropout({ rate: 0.5 }), layers.activation({ activation: 'linear' })));
    tf.tidy(() => {
      const mask = (step: number) => (made.call({ image: tf.ones([4, 8]) }, { training: true, step })['pred'] as tf.Tensor).dataSync().join();
      expect(mask(1)).toBe(mask(1));
      expect(mask(1)).not.toBe(mask(2));
      expect(made.call({ image: tf.ones([4, 8]) }, { training: false })['pred']?.dataSync()).toEqual(new Float32Array(32).fill(1));
    });
    made.dispose();
  });
});
