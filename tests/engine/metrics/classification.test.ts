import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { accuracy, accuracyOf } from '../../../src-main/engine/metrics/accuracy.ts';
import { readLogits } from '../../../src-main/engine/metrics/class-predictions.ts';
import { confusionMatrix } from '../../../src-main/engine/metrics/confusion.ts';
import { createMetrics } from '../../../src-main/engine/metrics/create-metrics.ts';
import { perClass } from '../../../src-main/engine/metrics/per-class.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

const TRUTH = [0, 0, 0, 1, 1, 2, -1];
const PREDICTED = [0, 0, 1, 1, 0, 1, 2];

describe('confusionMatrix', () => {
  it('counts truth by prediction and leaves out unknown labels', () => {
    expect(confusionMatrix(TRUTH, PREDICTED, 3)).toEqual([2, 1, 0, 1, 1, 0, 0, 1, 0]);
  });

  it('counts nothing for no samples', () => expect(confusionMatrix([], [], 2)).toEqual([0, 0, 0, 0]));

  it('refuses a class that is not there', () => {
    expect(() => confusionMatrix([3], [0], 3)).toThrow('expected classes from 0 to 2, but found 3 predicted as 0');
  });
});

describe('accuracyOf', () => {
  it('is the share of the diagonal', () => {
    expect(accuracyOf([2, 1, 0, 1, 1, 0, 0, 1, 0])).toBe(0.5);
    expect(accuracyOf([0, 0, 0, 0])).toBeNull();
  });
});

describe('perClass', () => {
  it('scores each class against all others', () => {
    expect(perClass([2, 1, 0, 1, 1, 0, 0, 1, 0])).toEqual([
      { support: 3, predicted: 3, accuracy: 4 / 6, precision: 2 / 3, recall: 2 / 3 },
      { support: 2, predicted: 3, accuracy: 3 / 6, precision: 1 / 3, recall: 1 / 2 },
      { support: 1, predicted: 0, accuracy: 5 / 6, precision: null, recall: 0 },
    ]);
  });

  it('has no value where nothing was counted', () => {
    expect(perClass([0])).toEqual([{ support: 0, predicted: 0, accuracy: null, precision: null, recall: null }]);
  });

  it('refuses counts that are no square', () => expect(() => perClass([1, 2, 3])).toThrow('expected a square confusion matrix, but found 3 counts'));
});

describe('accuracy', () => {
  const value = (logits: number[][], labels: number[]) =>
    tf.tidy(() => accuracy.value({ pred: tf.tensor2d(logits) }, { label: tf.tensor1d(labels, 'int32') }).dataSync()[0]);

  it('is the share of samples whose largest logit is their class', async () => {
    await noLeaks(() => {
      expect(value([[1, 2], [3, 1], [0, 1], [5, 4]], [1, 0, 0, 0])).toBe(0.75);
      expect(value([[1, 2], [3, 1]], [1, -1])).toBe(1);
      expect(value([[1, 2]], [-1])).toBe(0);
    });
  });

  it('comes by its name', () => expect(createMetrics([{ kind: 'accuracy' }])).toEqual({ accuracy }));
});

describe('readLogits', () => {
  it('gives class, probabilities and loss of each sample', () => {
    const logits = Float32Array.of(0, Math.log(3), Math.log(4), Math.log(2), Math.log(1), Math.log(1));
    const { truth, predicted, confidence, loss, probabilities } = readLogits(logits, 3, [1, -1]);
    expect([...truth]).toEqual([1, -1]);
    expect([...predicted]).toEqual([2, 0]);
    [0.125, 0.375, 0.5, 0.5, 0.25, 0.25].forEach((each, i) => expect(probabilities[i]).toBeCloseTo(each, 6));
    expect(confidence[0]).toBeCloseTo(0.5, 6);
    expect(loss[0]).toBeCloseTo(-Math.log(0.375), 6);
    expect(loss[1]).toBeNaN();
  });

  it('stays finite for logits that no exponential can hold, and takes the first of equal ones', () => {
    const { predicted, confidence, loss } = readLogits(Float32Array.of(1000, 0, -5, -5), 2, [1, 1]);
    expect([...predicted]).toEqual([0, 0]);
    expect([...confidence]).toEqual([1, 0.5]);
    expect(loss[0]).toBe(1000);
  });
});
