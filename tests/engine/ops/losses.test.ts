import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { binaryFocal } from '../../../src-main/engine/ops/binary-focal.ts';
import { softDice } from '../../../src-main/engine/ops/soft-dice.ts';
import type { SoftDiceOptions } from '../../../src-main/engine/ops/soft-dice.ts';
import { softmaxCrossEntropy } from '../../../src-main/engine/ops/softmax-cross-entropy.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference, toTensor } from '../../helpers/gradients.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

/** softmax of each row of logits [..., class]. */
function probabilities({ data, shape }: Doubles): number[][] {
  const classes = shape.at(-1) ?? 1;
  return Array.from({ length: data.length / classes }, (_, i) => {
    const row = [...data.slice(i * classes, (i + 1) * classes)];
    const powers = row.map((value) => Math.exp(value - Math.max(...row)));
    return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
  });
}

const scalar = (value: number): Doubles => ({ data: Float64Array.of(value), shape: [] });

describe('softmax cross-entropy', () => {
  const reference = (logits: Doubles, labels: readonly number[], weights?: readonly number[], ignore = -1): Doubles => {
    const counted = labels.map((label) => (label === ignore ? 0 : (weights?.[label] ?? 1)));
    const losses = probabilities(logits).map((row, i) => ((counted[i] ?? 0) > 0 ? -Math.log(row[labels[i] ?? 0] ?? 0) * (counted[i] ?? 0) : 0));
    const total = counted.reduce((a, b) => a + b, 0);
    return scalar(total === 0 ? 0 : losses.reduce((a, b) => a + b, 0) / total);
  };
  const int = (labels: readonly number[], shape: readonly number[]) => tf.tensor([...labels], [...shape], 'int32');

  it('of a batch of vectors', async () => {
    const labels = [2, 0, 1, 2];
    await expectLikeReference((logits) => tf.tidy(() => softmaxCrossEntropy(logits, int(labels, [4]))), (logits) => reference(logits, labels), [draws([4, 3], 1)]);
  });

  it('of images, with labels that count for nothing', async () => {
    const labels = [0, 255, 1, 2, 255, 0, 0, 1, 2, 255, 1, 1];
    await expectLikeReference(
      (logits) => softmaxCrossEntropy(logits, int(labels, [2, 2, 3]), { ignore: 255 }),
      (logits) => reference(logits, labels, undefined, 255),
      [draws([2, 2, 3, 3], 1)],
    );
  });

  it('of volumes, with a mean weighted by class', async () => {
    const labels = [0, 1, -1, 1, 0, 0, 1, 0];
    await expectLikeReference(
      (logits) => softmaxCrossEntropy(logits, int(labels, [1, 2, 2, 2]), { classWeights: tf.tensor1d([0.25, 3]) }),
      (logits) => reference(logits, labels, [0.25, 3]),
      [draws([1, 2, 2, 2, 2], 1)],
    );
  });

  it('is 0 with gradient 0 where no label counts', () => {
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((logits) => softmaxCrossEntropy(logits, int([-1, -1], [2])))(tf.tensor2d([1, 2, 3, 4], [2, 2]));
      expect([...value.dataSync(), ...grad.dataSync()]).toEqual([0, 0, 0, 0, 0]);
    });
  });

  it('is not spoilt by what a label that does not count lies on', () => {
    tf.tidy(() => {
      const { value, grad } = tf.valueAndGrad((logits) => softmaxCrossEntropy(logits, int([-1, 1], [2])))(tf.tensor2d([NaN, Infinity, 0, 0], [2, 2]));
      expect(value.dataSync()[0]).toBeCloseTo(Math.log(2), 6);
      expect([...grad.dataSync()]).toEqual([0, 0, 0.5, -0.5]);
    });
  });

  it('stays finite for logits far apart, and is NaN for NaN', () => {
    tf.tidy(() => {
      expect(softmaxCrossEntropy(tf.tensor2d([[1000, 0, -1000]]), int([1], [1])).dataSync()[0]).toBe(1000);
      expect(softmaxCrossEntropy(tf.tensor2d([[1, NaN]]), int([0], [1])).dataSync()[0]).toBeNaN();
    });
  });

  it('names labels that do not lie under their logits', () => {
    tf.tidy(() => {
      expect(() => softmaxCrossEntropy(tf.zeros([2, 3]), int([0, 1, 2], [3]))).toThrow('expected labels [2], but found [3]');
    });
  });
});

describe('soft Dice', () => {
  const reference = (logits: Doubles, labels: readonly number[], options: SoftDiceOptions): Doubles => {
    const { smooth = 1, background = false, over = 'image', squared = false, ignore = -1 } = options;
    const p = probabilities(logits);
    const classes = logits.shape.at(-1) ?? 0;
    const perImage = p.length / (logits.shape[0] ?? 1);
    const placesOf = (image: number) => Array.from({ length: perImage }, (_, i) => image * perImage + i);
    const images = over === 'batch' ? [[...p.keys()]] : Array.from({ length: logits.shape[0] ?? 0 }, (_, i) => placesOf(i));
    const scores = images.flatMap((places) =>
      Array.from({ length: classes }, (_, c) => c)
        .filter((c) => background || c > 0)
        .map((c) => {
          const counted = places.filter((place) => labels[place] !== ignore);
          const sum = (value: (place: number) => number) => counted.reduce((total, place) => total + value(place), 0);
          const truth = (place: number) => (labels[place] === c ? 1 : 0);
          const of = (place: number) => p[place]?.[c] ?? 0;
          return (2 * sum((place) => of(place) * truth(place)) + smooth) / (sum((place) => of(place) ** (squared ? 2 : 1)) + sum(truth) + smooth);
        }),
    );
    return scalar(1 - scores.reduce((a, b) => a + b, 0) / scores.length);
  };
  const labels = [0, 1, 2, 1, -1, 0, 2, 2, 0, 0, 1, 1];

  it.each<[string, SoftDiceOptions]>([
    ['of the classes that are not background, image by image', {}],
    ['with background', { background: true, smooth: 0.5 }],
    ['over the batch', { over: 'batch', smooth: 1e-5 }],
    ['with squares below, as V-Net has them', { squared: true }],
    ['with labels that count for nothing', { ignore: 2, background: true }],
  ])('%s', async (_name, options) => {
    await expectLikeReference(
      (logits) => softDice(logits, tf.tensor(labels, [2, 2, 3], 'int32'), options),
      (logits) => reference(logits, labels, options),
      [draws([2, 2, 3, 3], 1)],
    );
  });

  it('of a volume that is predicted with certainty is 0', () => {
    tf.tidy(() => {
      const truth = tf.tensor([0, 1, 1, 0, 1, 0, 0, 0], [1, 2, 2, 2], 'int32');
      const loss = softDice(tf.mul(tf.oneHot(truth, 2), 100), truth);
      expect(loss.dataSync()[0]).toBeCloseTo(0, 6);
    });
  });
});

describe('binary focal loss', () => {
  const labels = [1, 0, 1, 1, 0, 0];
  const each = (logits: Doubles, alpha: number | undefined, gamma: number) =>
    logits.data.map((logit, i) => {
      const p = 1 / (1 + Math.exp(labels[i] === 1 ? -logit : logit));
      return -(alpha === undefined ? 1 : labels[i] === 1 ? alpha : 1 - alpha) * (1 - p) ** gamma * Math.log(p);
    });

  it.each<[string, number | undefined, number]>([
    ['with its usual gamma', undefined, 2],
    ['with weights for the two labels', 0.25, 2],
    ['with a gamma between whole numbers', 0.75, 1.5],
    ['as plain cross-entropy', undefined, 0],
  ])('%s', async (_name, alpha, gamma) => {
    const options = { gamma, ...(alpha === undefined ? {} : { alpha }) };
    const truth = () => tf.tensor(labels, [2, 3], 'int32');
    const sum = (logits: Doubles) => each(logits, alpha, gamma).reduce((a, b) => a + b, 0);
    const logits = [draws([2, 3], 1)];
    await expectLikeReference((logits) => binaryFocal(logits, truth(), options), (logits) => scalar(sum(logits) / 6), logits);
    await expectLikeReference((logits) => binaryFocal(logits, truth(), { ...options, reduction: 'sum' }), (logits) => scalar(sum(logits)), logits);
    await expectLikeReference(
      (logits) => binaryFocal(logits, truth(), { ...options, reduction: 'none' }),
      (logits) => ({ data: each(logits, alpha, gamma), shape: [2, 3] }),
      logits,
    );
  });

  it('stays finite for logits far from 0', () => {
    tf.tidy(() => {
      const logits = toTensor({ data: Float64Array.of(-500, 500), shape: [2] });
      const { value, grad } = tf.valueAndGrad((logits) => binaryFocal(logits, tf.tensor1d([1, 1]), { reduction: 'sum' }))(logits);
      expect(value.dataSync()[0]).toBe(500);
      expect([...grad.dataSync()]).toEqual([-1, -0]);
    });
  });
});
