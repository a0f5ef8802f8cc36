import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { caseScores, countPixels, meanOf, namedScores } from '../../../src-main/engine/metrics/case-scores.ts';
import { highest } from '../../../src-main/engine/metrics/highest.ts';
import { dice, iou } from '../../../src-main/engine/metrics/overlap.ts';
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
});
