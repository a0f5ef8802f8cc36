import { describe, expect, it } from 'vitest';
import { random } from '../../../src-shared/lib/random.ts';
import { floatImage } from '../../../src-main/engine/data/image.ts';
import { predictMask } from '../../../src-main/engine/experiment/predict-mask.ts';
import type { MaskPlan } from '../../../src-main/engine/experiment/predict-mask.ts';
import { logitsOfNetworks, slideWindows } from '../../../src-main/engine/models/sliding-window.ts';
import { AbstractNetwork } from '../../../src-main/engine/models/network.ts';
import type { NamedTensors } from '../../../src-main/engine/models/contract.ts';
import * as tf from '../../../src-main/engine/tf.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';
import { array } from '../../helpers/samples.ts';

usePlainBackend();

/** A network that looks at each pixel alone: class 1 where it is above 0. Counts what it is asked. */
class Threshold extends AbstractNetwork {
  readonly parameters = [];
  readonly shapes: string[] = [];

  constructor() {
    super({});
  }

  call({ image }: NamedTensors): NamedTensors {
    if (!image) throw new Error('expected an image');
    this.shapes.push(image.shape.join());
    return { pred: tf.concat([tf.zerosLike(image), image], -1) };
  }

  applyUpdates(): void {
    // There are no weights.
  }
  json(): never {
    throw new Error('not stored');
  }
  weights(): Promise<[]> {
    return Promise.resolve([]);
  }
  setWeights(): void {
    // There are no weights.
  }
  dispose(): void {
    // There are no weights.
  }
}

function noise(lengths: readonly number[], seed = 1): Float32Array {
  const next = random(seed, 'demo', 0, 0);
  return Float32Array.from({ length: lengths.reduce((product, length) => product * length, 1) }, () => next() - 0.5);
}

const plan = (network: AbstractNetwork, more: Partial<MaskPlan> = {}): MaskPlan => ({ logitsOf: logitsOfNetworks([network]), window: [4, 6, 5], classes: 2, channels: 1, mirrorAxes: [], batchSize: 3, prepare: [], ...more });

describe('a mask that is predicted in windows', () => {
  it('is what the network says of every voxel, of volumes larger and smaller than a window along any axis', async () => {
    for (const lengths of [[11, 6, 9], [3, 13, 5], [2, 3, 4], [4, 6, 5], [17, 2, 31]]) {
      for (const mirrorAxes of [[], [0, 1, 2], [1]]) {
        const values = noise(lengths);
        const network = new Threshold();
        const mask = await noLeaks(() => predictMask(array(values, [...lengths, 1], 'float32'), plan(network, { mirrorAxes })));
        expect(mask.shape).toEqual([...lengths, 1]);
        expect([...mask.data]).toEqual([...values].map((value) => Number(value > 0)));
        expect(network.shapes.every((shape) => shape.endsWith(',4,6,5,1'))).toBe(true);
      }
    }
  });

  it('is of an image too, and of its own grid where prepare had resized or padded it', async () => {
    const values = noise([9, 14]);
    const image = array(values, [9, 14, 1], 'float32');
    const expected = [...values].map((value) => Number(value > 0));
    const flat = { window: [6, 5], mirrorAxes: [0, 1] };
    expect([...(await predictMask(image, plan(new Threshold(), flat))).data]).toEqual(expected);
    // Padding cuts nothing off what is larger than it.
    expect([...(await predictMask(image, plan(new Threshold(), { ...flat, prepare: [{ kind: 'pad', size: [12, 12] }] }))).data]).toEqual(expected);
    const ramp = array(Float32Array.from({ length: 126 }, (_, i) => (i % 14) - 6.4), [9, 14, 1], 'float32');
    const resized = await predictMask(ramp, plan(new Threshold(), { ...flat, prepare: [{ kind: 'resize', size: [18, 28], interpolation: 'linear' }] }));
    expect(resized.shape).toEqual([9, 14, 1]);
    expect([...resized.data]).toEqual([...ramp.data].map((value) => Number(value > 0)));
  });

  it('averages logits over networks and windows', async () => {
    const image = floatImage(noise([10, 6, 5]), [10, 6, 5, 1]);
    const twice = { ...plan(new Threshold()), logitsOf: logitsOfNetworks([new Threshold(), new Threshold()]) };
    const logits: number[] = [];
    for await (const planes of slideWindows(image, twice)) logits.push(...planes.logits);
    image.data.forEach((value, i) => expect(logits[2 * i + 1]).toBeCloseTo(value, 5));
  });

  it('holds no more logits than a window is deep, however long the volume', async () => {
    const most: number[] = [];
    for await (const { count, logits } of slideWindows(floatImage(noise([200, 6, 5]), [200, 6, 5, 1]), plan(new Threshold()))) {
      most.push(count);
      expect(logits.length).toBe(count * 6 * 5 * 2);
    }
    expect([Math.max(...most), most.reduce((sum, count) => sum + count, 0)]).toEqual([4, 200]);
  });

  it('refuses what the run was not trained on', async () => {
    await expect(predictMask(array(noise([4, 4]), [4, 4, 1], 'float32'), plan(new Threshold()))).rejects.toThrow('expected a volume, as the run was trained on, but found an image of 4 × 4');
    await expect(predictMask(array(noise([8, 6, 10]), [8, 6, 5, 2], 'float32'), plan(new Threshold()))).rejects.toThrow('expected one channel once prepared, as the run was trained on, but found 2');
  });
});
