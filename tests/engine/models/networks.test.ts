import * as tf from '@tensorflow/tfjs-core';
import { models } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cnn } from '../../../src-main/engine/models/classification/cnn.ts';
import { resnet } from '../../../src-main/engine/models/classification/resnet.ts';
import { vgg } from '../../../src-main/engine/models/classification/vgg.ts';
import { createNetwork } from '../../../src-main/engine/models/create-network.ts';
import type { LayersNetwork } from '../../../src-main/engine/models/layers-network.ts';
import { crossEntropy } from '../../../src-main/engine/losses/cross-entropy.ts';
import { compile } from '../../../src-main/engine/models/plan/compile.ts';
import { restoreNetwork } from '../../../src-main/engine/models/restore-network.ts';
import { unet } from '../../../src-main/engine/models/segmentation/unet.ts';
import { modelSchema } from '../../../src-shared/schema/experiment/model.ts';
import { draws, expectClose, toTensor } from '../../helpers/gradients.ts';
import { expectLikeStandard, shake } from '../../helpers/networks.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();
// Millions of weights are drawn here.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const trainable = ({ parameters }: Pick<LayersNetwork, 'parameters'>) => parameters.reduce((sum, { variable }) => sum + variable.size, 0);
const steps = ({ model }: LayersNetwork) => compile(model, true).steps.map(({ name }) => name);
const predict = (network: LayersNetwork, x: tf.Tensor) => network.call({ image: x }, { training: false })['pred'] as tf.Tensor;

describe('cnn', () => {
  it('on small grey pictures is the benchmark, layer by layer', () => {
    const network = createNetwork(modelSchema.parse({ kind: 'cnn' }), [28, 28, 1], 10, 1) as LayersNetwork;
    expect(network.parameters.map(({ name, variable }) => [name, variable.shape])).toEqual([
      ['conv1/kernel', [3, 3, 1, 32]],
      ['conv1/bias', [32]],
      ['conv2/kernel', [3, 3, 32, 64]],
      ['conv2/bias', [64]],
      ['dense/kernel', [64 * 12 * 12, 128]],
      ['dense/bias', [128]],
      ['classes/kernel', [128, 10]],
      ['classes/bias', [10]],
    ]);
    expect(steps(network)).toEqual(['conv1', 'conv2', 'pool', 'flatten', 'dense', 'classes']);
    network.dispose();
  });

  it('predicts and learns as tfjs-layers does', async () => {
    const network = cnn({ filters: [3, 4], dense: 5, dropout: 0, inputShape: [8, 9, 2], classes: 3, seed: 1 });
    shake(network.model);
    await expectLikeStandard(network, [2, 8, 9, 2], true);
    await expectLikeStandard(network, [2, 8, 9, 2], false);
    network.dispose();
  });

  it('drops dense units while it learns', () => {
    const network = cnn({ filters: [2], dense: 64, dropout: 0.5, inputShape: [6, 6, 1], classes: 3, seed: 1 });
    expect(steps(network)).toEqual(['conv1', 'pool', 'flatten', 'dense', 'dropout', 'classes']);
    tf.tidy(() => {
      const image = tf.ones([1, 6, 6, 1]);
      const learn = (step: number) => [...(network.call({ image }, { training: true, step })['pred'] as tf.Tensor).dataSync()];
      expect(learn(0)).toEqual(learn(0));
      expect(learn(0)).not.toEqual(learn(1));
    });
    network.dispose();
  });

  it('says how large images must be', () => {
    const make = () => cnn({ filters: [8, 8, 8], dense: 4, dropout: 0, inputShape: [7, 12, 1], classes: 2, seed: 1 });
    expect(make).toThrow('expected images of at least 8 × 8 pixels for this network, but found 7 × 12');
  });
});

describe('resnet18', () => {
  let network: LayersNetwork;
  beforeAll(() => {
    network = resnet({ depth: 18, inputShape: [17, 20, 1], outputs: 10, seed: 1 });
  });
  afterAll(() => network.dispose());

  it('has the 11,175,370 weights of the usual one with one channel and ten classes', () => {
    expect(trainable(network)).toBe(11_175_370);
  });

  it('runs as convolutions with their padding, normalisations with ReLU, and sums with ReLU', () => {
    const block = (name: string, skip: boolean) => [
      ...[1, 2].flatMap((i) => [`${name}_${i}_conv`, `${name}_${i}_norm`]),
      ...(skip ? [`${name}_skip_conv`, `${name}_skip_norm`] : []),
      `${name}_add`,
    ];
    const stage = (i: number) => [...block(`stage${i}_block1`, i > 1), ...block(`stage${i}_block2`, false)];
    expect(steps(network)).toEqual(['stem_conv', 'stem_norm', 'stem_pool', ...[1, 2, 3, 4].flatMap(stage), 'mean', 'classes']);
  });

  it('predicts as tfjs-layers does, for odd sizes too', async () => {
    shake(network.model);
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([1, 17, 20, 1], 1));
        expectClose(predict(network, x).dataSync(), (network.model.predict(x) as tf.Tensor).dataSync(), 1e-3);
      }),
    );
  });

  it('is a model that tfjs-layers itself reads', async () => {
    const standard = await models.modelFromJSON(JSON.parse(JSON.stringify(network.json().modelTopology)) as Parameters<typeof models.modelFromJSON>[0]);
    expect(standard.weights.map(({ originalName, shape }) => [originalName, shape])).toEqual(network.variables.map(({ name, variable }) => [name, variable.shape]));
    standard.dispose();
  });
});

describe('vgg', () => {
  const small = { filters: [3, 4], pool: 2, dense: [6, 5], dropout: 0, outputs: 3, seed: 1 } as const;

  it('predicts and learns as tfjs-layers does, of images that are too small too', async () => {
    for (const inputShape of [[22, 25, 2], [9, 30, 1]]) {
      const network = vgg({ ...small, inputShape });
      shake(network.model);
      await expectLikeStandard(network, [2, ...inputShape], false);
      await expectLikeStandard(network, [2, ...inputShape], true);
      network.dispose();
    }
  });

  it('of volumes pools to one slice and ends flat', async () => {
    const network = vgg({ ...small, inputShape: [11, 19, 20, 1] });
    expect(network.parameters.find(({ name }) => name === 'block2_conv2/kernel')?.variable.shape).toEqual([1, 3, 3, 4, 4]);
    expect(network.model.getLayer('pool').outputShape).toEqual([null, 1, 2, 2, 4]);
    await noLeaks(() => {
      tf.tidy(() => void expect(predict(network, toTensor(draws([2, 11, 19, 20, 1], 1))).shape).toEqual([2, 3]));
    });
    network.dispose();
  });
});

describe('unet', () => {
  const shared = { features: [2, 3, 4], classes: 3, seed: 1 } as const;

  it.each(['none', 'batch', 'instance', 'group'] as const)('of images (normalisation: %s) predicts and learns as tfjs-layers does', async (normalisation) => {
    const network = unet({ ...shared, normalisation, inputShape: [8, 12, 2] });
    shake(network.model);
    await expectLikeStandard(network, [2, 8, 12, 2], false);
    await expectLikeStandard(network, [2, 8, 12, 2], true);
    network.dispose();
  });

  it.each(['none', 'batch', 'instance', 'group'] as const)('of volumes (normalisation: %s) predicts as tfjs-layers does', async (normalisation) => {
    const network = unet({ ...shared, normalisation, inputShape: [4, 8, 4, 1] });
    shake(network.model);
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([1, 4, 8, 4, 1], 1));
        const y = predict(network, x);
        expect(y.shape).toEqual([1, 4, 8, 4, 3]);
        expectClose(y.dataSync(), (network.model.predict(x) as tf.Tensor).dataSync(), 1e-3);
      }),
    );
    network.dispose();
  });

  it('has the weights of the one that delira shipped', () => {
    const network = unet({ features: [64, 128, 256, 512, 1024], normalisation: 'none', inputShape: [32, 32, 1], classes: 4, seed: 1 });
    expect(trainable(network)).toBe(31_030_788);
    network.dispose();
  });

  it('has the weights of the volumes\' one that delira shipped', () => {
    const network = unet({ features: [64, 128, 256, 512, 1024], normalisation: 'none', inputShape: [16, 16, 16, 1], classes: 4, seed: 1 });
    expect(trainable(network)).toBe(90_292_868);
    network.dispose();
  });

  it.each([
    ['images', [9, 14, 1]],
    ['volumes', [5, 8, 7, 1]],
  ] as const)('of %s takes sides that it cannot halve, and gives as many pixels back', async (_what, inputShape) => {
    const network = unet({ ...shared, normalisation: 'none', inputShape });
    shake(network.model);
    await noLeaks(() =>
      tf.tidy(() => {
        const x = toTensor(draws([2, ...inputShape], 1));
        const y = predict(network, x);
        expect(y.shape).toEqual([2, ...inputShape.slice(0, -1), 3]);
        expectClose(y.dataSync(), (network.model.predict(x) as tf.Tensor).dataSync(), 1e-3);
      }),
    );
    network.dispose();
  });

  it('goes up linearly and adds, with fewer weights', async () => {
    const network = unet({ ...shared, normalisation: 'none', up: 'linear', join: 'add', inputShape: [8, 12, 2] });
    shake(network.model);
    await expectLikeStandard(network, [2, 8, 12, 2], false);
    await expectLikeStandard(network, [2, 8, 12, 2], true);
    const whole = unet({ ...shared, normalisation: 'none', inputShape: [8, 12, 2] });
    expect(trainable(network)).toBeLessThan(trainable(whole));
    network.dispose();
    whole.dispose();
  });
});

describe('a unet with residual blocks', () => {
  it('predicts and learns as tfjs-layers does', async () => {
    const network = unet({ features: [2, 2, 4], normalisation: 'instance', blocks: 'residual', inputShape: [8, 12, 2], classes: 3, seed: 1 });
    shake(network.model);
    await expectLikeStandard(network, [2, 8, 12, 2], false);
    await expectLikeStandard(network, [2, 8, 12, 2], true);
    // The channels change on each level but where an input has as many already.
    expect(network.model.layers.map(({ name }) => name).filter((name) => name.endsWith('_skip'))).toEqual(['down3_skip', 'merge2_skip', 'merge1_skip']);
    network.dispose();
  });
});

describe('a unet with deep supervision', () => {
  const options = { features: [2, 3, 4, 5], normalisation: 'none', deepSupervision: true, classes: 2, seed: 1 } as const;
  const criterion = crossEntropy();

  it('predicts by its finest level alone, as the one without does', async () => {
    const [plain, taught] = [unet({ ...options, deepSupervision: false, inputShape: [11, 9, 1] }), unet({ ...options, inputShape: [11, 9, 1] })];
    await noLeaks(() =>
      tf.tidy(() => {
        const image = toTensor(draws([2, 11, 9, 1], 1));
        const learning = taught.call({ image }, { training: true });
        expect(Object.entries(learning).map(([name, { shape }]) => [name, shape])).toEqual([
          ['pred', [2, 11, 9, 2]],
          ['crop2', [2, 5, 5, 2]],
          ['crop3', [2, 3, 2, 2]],
        ]);
        expect(Object.keys(taught.call({ image }, { training: false }))).toEqual(['pred']);
      }),
    );
    expect(trainable(taught)).toBe(trainable(plain) + (3 * 2 + 2) + (4 * 2 + 2));
    plain.dispose();
    taught.dispose();
  });

  it('learns every level from the labels in the middle of its pixels', async () => {
    const network = unet({ ...options, inputShape: [11, 9, 1] });
    const numbers = Int32Array.from({ length: 2 * 11 * 9 }, (_, i) => (i * i) % 2);
    const data = { image: toTensor(draws([2, 11, 9, 1], 1)), label: tf.tensor3d(numbers, [2, 11, 9], 'int32') };
    const seen: tf.Tensor[] = [];
    const spy = { weight: 1, loss: (predictions: Readonly<Record<string, tf.Tensor>>, given: Readonly<Record<string, tf.Tensor>>) => {
      seen.push(tf.keep(tf.clone(given['label'] as tf.Tensor)));
      return criterion.loss(predictions, given);
    } };
    const gradients: tf.Tensor[] = [];
    const optimizer = { parameters: network.parameters, update: (given: readonly tf.Tensor[]) => void gradients.push(...given.map((each) => tf.keep(tf.clone(each)))) };
    const { lossValues, predictions } = await network.closure(data, { optimizers: { default: optimizer }, criterions: { ce: spy } });
    // Margins of 2 rows and 3 columns bring the image to 16 × 16: rows 2 and 3 with them are row 1 of half the size, seen at the latter, which is row 1 of the image.
    const at = (rows: readonly number[], columns: readonly number[]) => [0, 1].flatMap((image) => rows.flatMap((row) => columns.map((column) => numbers[(image * 11 + row) * 9 + column])));
    expect(seen.slice(0, 3).map((labels) => labels.shape)).toEqual([[2, 5, 5], [2, 3, 2], [2, 11, 9]]);
    expect([...(seen[0] as tf.Tensor).dataSync()]).toEqual(at([1, 3, 5, 7, 9], [0, 2, 4, 6, 8]));
    expect([...(seen[1] as tf.Tensor).dataSync()]).toEqual(at([0, 4, 8], [3, 7]));
    const each = ['crop2', 'crop3', 'pred'].map((name, i) => tf.tidy(() => criterion.loss({ pred: predictions[name] as tf.Tensor }, { label: seen[i] as tf.Tensor }).dataSync()[0] ?? 0));
    expect(lossValues['loss']).toBeCloseTo(((each[0] ?? 0) / 2 + (each[1] ?? 0) / 4 + (each[2] ?? 0)) / 1.75, 4);
    for (const [i, { name }] of network.parameters.entries()) expect(tf.tidy(() => tf.max(tf.abs(gradients[i] as tf.Tensor)).dataSync()[0]), name).toBeGreaterThan(0);
    tf.dispose([data, predictions, seen, gradients]);
    network.dispose();
  });
});

describe('a network', () => {
  const make = (seed: number) => unet({ features: [2, 3], normalisation: 'batch', inputShape: [4, 4, 4, 1], classes: 2, seed });

  it('begins with the same weights for the same seed, and with others for another', async () => {
    const [one, same, other] = [make(1), make(1), make(2)];
    expect(await same.weights()).toEqual(await one.weights());
    expect(await other.weights()).not.toEqual(await one.weights());
    for (const each of [one, same, other]) each.dispose();
  });

  it('comes back from its JSON and its weights to the last bit', async () => {
    const network = make(1);
    shake(network.model);
    const json = JSON.parse(JSON.stringify(network.json())) as ReturnType<typeof network.json>;
    const back = await restoreNetwork(json, await network.weights());
    expect(back.init).toEqual({ kind: 'unet', features: [2, 3], normalisation: 'batch', inputShape: [4, 4, 4, 1], classes: 2, seed: 1 });
    expect(await back.weights()).toEqual(await network.weights());
    expect(back.json()).toEqual(json);
    tf.tidy(() => {
      const x = toTensor(draws([1, 4, 4, 4, 1], 1));
      expect([...predict(back, x).dataSync()]).toEqual([...predict(network, x).dataSync()]);
    });
    network.dispose();
    back.dispose();
  });

  it('gives copies of its weights, and takes only those that fit', async () => {
    const network = make(1);
    const weights = await network.weights();
    network.setWeights(weights);
    weights[0]?.array.data.fill(0);
    expect((await network.weights())[0]?.array.data).not.toEqual(weights[0]?.array.data);
    expect(() => network.setWeights(weights.slice(1))).toThrow(/^expected weights named down1_conv1\/kernel, but found down1_conv1\/bias, .* and \d+ more$/);
    const [first, ...rest] = weights;
    if (first === undefined) throw new Error('expected weights');
    expect(() => network.setWeights([{ ...first, array: { ...first.array, shape: [27, 2] } }, ...rest])).toThrow(
      'expected weights [3, 3, 3, 1, 2] for down1_conv1/kernel, but found [27, 2]',
    );
    expect(() => network.setWeights([...weights, { ...first, name: 'more' }])).toThrow(/but found more too$/);
    network.dispose();
  });

  it('leaves nothing behind when it is disposed of', async () => {
    await noLeaks(() => {
      const network = make(1);
      tf.tidy(() => {
        network.call({ image: tf.zeros([1, 4, 4, 4, 1]) }, { training: true });
      });
      network.dispose();
    });
  });
});
