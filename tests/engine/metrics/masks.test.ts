import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { caseScores, countPixels, meanOf, namedScores } from '../../../src-main/engine/metrics/case-scores.ts';
import { highest } from '../../../src-main/engine/metrics/highest.ts';
import { dice, iou } from '../../../src-main/engine/metrics/overlap.ts';
import { createMeasures, meansOf, sideValues } from '../../../src-main/engine/training/measures.ts';
import { draws } from '../../helpers/gradients.ts';
import { noLeaks } from '../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

const scoresOf = (truth: readonly number[], predicted: readonly number[], classes: number) => caseScores(countPixels(truth, predicted, classes));

describe('the scores of a case', () => {
  it('are twice what both share over the sum of both, and what both share over what either has', () => {
    expect(scoresOf([1, 1, 1, 0, 0], [1, 1, 0, 1, 0], 2)).toEqual({ dice: [4 / 6], iou: [2 / 4] });
  });

  it('leave a class out that is nowhere, and count one 0 that only truth or only prediction shows', () => {
    expect(scoresOf([0, 1, 1, 3], [0, 1, 2, 0], 5)).toEqual({ dice: [2 / 3, 0, 0, null], iou: [1 / 2, 0, 0, null] });
  });

  it('do not look at pixels whose truth is not known', () => {
    expect(scoresOf([1, -1, -1], [1, 1, 0], 2)).toEqual({ dice: [1], iou: [1] });
  });

  it('have names: the mean of the classes that are there, and each class where there are several', () => {
    const classes = ['background', 'Left ventricle', 'Tumour'];
    expect(namedScores({ dice: [0.5, null], iou: [0.25, null] }, classes)).toEqual({ 'dice': 0.5, 'dice_left-ventricle': 0.5, 'iou': 0.25, 'iou_left-ventricle': 0.25 });
    expect(namedScores({ dice: [null], iou: [null] }, ['background', 'foreground'])).toEqual({});
    expect(namedScores({ dice: [1, 0.5], iou: [1, 0.5] }, ['0', 'a b', 'A-B'])).toMatchObject({ dice_1: 1, dice_2: 0.5 });
    // The second class is called 3, the third has no name of its own.
    expect(namedScores({ dice: [1, 0.5, 0.25], iou: [1, 1, 1] }, ['background', '3', 'µ', '+'])).toMatchObject({ dice_1: 1, dice_2: 0.5, dice_3: 0.25 });
  });
});

describe('Dice and IoU of a batch', () => {
  it('are the means of the scores of its images as cases', async () => {
    const [batch, pixels, classes] = [3, 40, 4];
    const logits = Float32Array.from(draws([batch, pixels, classes], 3).data);
    const truth = Int32Array.from({ length: batch * pixels }, (_, i) => (i < pixels ? 0 : i % 7 === 0 ? -1 : (i * 5) % 3));
    const cases = Array.from({ length: batch }, (_, i) => {
      const predicted = highest(logits.subarray(i * pixels * classes, (i + 1) * pixels * classes), classes);
      return scoresOf([...truth.subarray(i * pixels, (i + 1) * pixels)], [...predicted], classes);
    });
    await noLeaks(() =>
      tf.tidy(() => {
        const predictions = { pred: tf.tensor(logits, [batch, 8, 5, classes]) };
        const data = { label: tf.tensor(truth, [batch, 8, 5], 'int32') };
        expect(dice.value(predictions, data).dataSync()[0]).toBeCloseTo(meanOf(cases.map((each) => meanOf(each.dice))) ?? Number.NaN, 5);
        expect(iou.value(predictions, data).dataSync()[0]).toBeCloseTo(meanOf(cases.map((each) => meanOf(each.iou))) ?? Number.NaN, 5);
      }),
    );
  });

  it('have no value where nothing is and nothing was found, which is right and not 0', async () => {
    await noLeaks(() =>
      tf.tidy(() => {
        const predictions = { pred: tf.tensor([1, 0, 1, 0], [1, 2, 1, 2]) };
        const data = { label: tf.tensor([0, -1], [1, 2, 1], 'int32') };
        for (const metric of [dice, iou]) expect(metric.value(predictions, data).dataSync()[0]).toBeNaN();
      }),
    );
  });
});

describe('the values of a batch', () => {
  it('leave such a metric out, so that the mean of an epoch is of those that there are', () => {
    const measures = createMeasures({ criterions: [], metrics: [{ kind: 'dice' }], reduce: 'mean' }, 2);
    const means = meansOf(measures);
    for (const value of [0.8, Number.NaN, 0.6]) means.add(sideValues('train', measures, { lossValues: { loss: 1 }, metricValues: { dice: value }, predictions: {} }), 2);
    expect(means.means()).toEqual({ train_loss: 1, train_dice: expect.closeTo(0.7, 10) as number });
  });

  it('are averaged where they are metrics, whatever losses become', () => {
    const measures = createMeasures({ criterions: [], metrics: [{ kind: 'dice' }, { kind: 'iou' }], reduce: 'sum' }, 2);
    const means = meansOf(measures);
    for (const value of [0.8, 0.6]) means.add({ train_loss: 3, train_dice: value, train_iou: value }, 2);
    expect(means.means()).toEqual({ train_loss: 6, train_dice: expect.closeTo(0.7, 10) as number, train_iou: expect.closeTo(0.7, 10) as number });
  });
});
