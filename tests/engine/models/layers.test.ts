import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, models } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { cnn } from '../../../src-main/engine/models/classification/cnn.ts';
import { describeLayers } from '../../../src-main/engine/models/describe-layers.ts';
import { AdaptiveMaxPooling } from '../../../src-main/engine/models/layers/adaptive-max-pooling.ts';
import { apply } from '../../../src-main/engine/models/layers/apply.ts';
import { BatchNormalization } from '../../../src-main/engine/models/layers/batch-normalization.ts';
import { Cropping3D } from '../../../src-main/engine/models/layers/cropping-3d.ts';
import { GlobalAveragePooling3D, GlobalMaxPooling3D } from '../../../src-main/engine/models/layers/global-pooling-3d.ts';
import { GroupNormalization } from '../../../src-main/engine/models/layers/group-normalization.ts';
import { InstanceNormalization } from '../../../src-main/engine/models/layers/instance-normalization.ts';
import { UpSampling3D } from '../../../src-main/engine/models/layers/up-sampling-3d.ts';
import { ZeroPadding3D } from '../../../src-main/engine/models/layers/zero-padding-3d.ts';
import { normalise } from '../../../src-main/engine/ops/normalise.ts';
import { draws, expectClose, toTensor } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

const made: Readonly<Record<string, readonly [layers.Layer, object, readonly number[]]>> = {
  'group normalisation': [
    new GroupNormalization({ groups: 2, epsilon: 0.01, center: false }),
    { groups: 2, epsilon: 0.01, center: false, scale: true, axis: -1 },
    [2, 4, 4, 6, 4],
  ],
  'instance normalisation': [new InstanceNormalization({ scale: false }), { epsilon: 0.001, center: true, scale: false, axis: -1 }, [2, 4, 4, 6, 4]],
  'batch normalisation': [new BatchNormalization({ momentum: 0.9 }), { momentum: 0.9, epsilon: 0.001, axis: -1 }, [2, 4, 4, 6, 4]],
  'adaptive max pooling': [new AdaptiveMaxPooling({ outputSize: [1, 3, 8] }), { outputSize: [1, 3, 8] }, [2, 1, 3, 8, 4]],
  'zero padding': [new ZeroPadding3D({ padding: [1, [0, 2], 3] }), { padding: [[1, 1], [0, 2], [3, 3]], dataFormat: 'channelsLast' }, [2, 6, 6, 12, 4]],
  'zero padding of one': [new ZeroPadding3D(), { padding: [[1, 1], [1, 1], [1, 1]] }, [2, 6, 6, 8, 4]],
  cropping: [new Cropping3D({ cropping: [0, 1, [2, 3]] }), { cropping: [[0, 0], [1, 1], [2, 3]] }, [2, 4, 2, 1, 4]],
  'up-sampling': [new UpSampling3D({ size: [1, 2, 3] }), { size: [1, 2, 3] }, [2, 4, 8, 18, 4]],
  'global average pooling': [new GlobalAveragePooling3D(), { dataFormat: 'channelsLast' }, [2, 4]],
  'global max pooling': [new GlobalMaxPooling3D(), { dataFormat: 'channelsLast' }, [2, 4]],
};

describe('a layer of ours', () => {
  for (const [name, [layer, config, shape]] of Object.entries(made)) {
    it(`(${name}) keeps its settings, shape and values in the standard JSON`, async () => {
      const image = input({ shape: [4, 4, 6, 4] });
      const one = model({ inputs: image, outputs: apply(layer, image) });
      one.weights.forEach((weight, i) => tf.tidy(() => void weight.write(tf.abs(toTensor(draws(weight.shape as number[], i))))));
      expect(layer.getConfig()).toMatchObject(config);
      expect(one.outputs[0]?.shape).toEqual([null, ...shape.slice(1)]);
      const back = await models.modelFromJSON(JSON.parse(JSON.stringify(one.toJSON(null, false))) as Parameters<typeof models.modelFromJSON>[0]);
      expect(back.toJSON(null, false)).toEqual(one.toJSON(null, false));
      back.setWeights(one.getWeights());
      await noLeaks(() =>
        tf.tidy(() => {
          const x = toTensor(draws([2, 4, 4, 6, 4], 1));
          const [wanted, found] = [one.predict(x) as tf.Tensor, back.predict(x) as tf.Tensor];
          expect(found.shape).toEqual(shape);
          expect([...found.dataSync()]).toEqual([...wanted.dataSync()]);
        }),
      );
      one.dispose();
      back.dispose();
    });
  }

  it('says what it cannot do', () => {
    expect(() => new ZeroPadding3D({ dataFormat: 'channelsFirst' })).toThrow(/^expected channels in the last axis of .*, but found channelsFirst$/);
    expect(() => new Cropping3D({ cropping: [1, 2] })).toThrow('expected margins for 3 axes, but found [1,2]');
  });
});

describe('batch normalisation of volumes', () => {
  it('is that of the standard layer with the places in one row', () => {
    tf.tidy(() => {
      const x = toTensor(draws([2, 3, 4, 2, 3], 1));
      const flat = tf.reshape(x, [2, 24, 1, 3]);
      const [ours, standard] = [new BatchNormalization({ momentum: 0.5 }), layers.batchNormalization({ momentum: 0.5 })];
      for (const training of [true, false]) {
        const y = ours.apply(x, { training }) as tf.Tensor;
        expectClose(y.dataSync(), (standard.apply(flat, { training }) as tf.Tensor).dataSync(), 1e-5);
      }
      ours.getWeights().forEach((weight, i) => expectClose(weight.dataSync(), (standard.getWeights()[i] as tf.Tensor).dataSync(), 1e-5));
    });
  });

  it('leaves arrays of other ranks to the standard layer', () => {
    tf.tidy(() => {
      const x = toTensor(draws([4, 3], 1));
      const layer = new BatchNormalization();
      expectClose((layer.apply(x, { training: true }) as tf.Tensor).dataSync(), normalise(x, { over: 'batch', epsilon: 1e-3 }).y.dataSync(), 1e-5);
    });
  });
});

describe('describeLayers', () => {
  it('lists the layers of a network with their shapes and weights', () => {
    const network = cnn({ filters: [4], dense: 8, dropout: 0.5, inputShape: [6, 7, 1], classes: 3, seed: 1 });
    expect(describeLayers(network.model)).toEqual({
      layers: [
        { name: 'conv1', kind: 'Conv2D', outputShape: [4, 5, 4], parameters: 40 },
        { name: 'pool', kind: 'MaxPooling2D', outputShape: [2, 2, 4], parameters: 0 },
        { name: 'flatten', kind: 'Flatten', outputShape: [16], parameters: 0 },
        { name: 'dense', kind: 'Dense', outputShape: [8], parameters: 136 },
        { name: 'dropout', kind: 'Dropout', outputShape: [8], parameters: 0 },
        { name: 'classes', kind: 'Dense', outputShape: [3], parameters: 27 },
      ],
      parameters: 203,
    });
    network.dispose();
  });
});
