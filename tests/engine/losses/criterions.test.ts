import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { createCriterion } from '../../../src-main/engine/losses/create-criterion.ts';
import type { Criterion } from '../../../src-main/engine/models/contract.ts';
import { createMeasures } from '../../../src-main/engine/training/measures.ts';
import { criterionSchema } from '../../../src-shared/schema/experiment/criterion.ts';
import type { CriterionSpec, ExperimentInput } from '../../../src-shared/schema/experiment.ts';
import type { Doubles } from '../../helpers/gradients.ts';
import { draws, expectLikeReference, toTensor } from '../../helpers/gradients.ts';
import { usePlainBackend } from '../../helpers/plain-backend.ts';

usePlainBackend();

type Given = Exclude<NonNullable<NonNullable<ExperimentInput['training']>['criterions']>, 'auto'>[number];

/** As a file gives it, with every default filled in. */
function specOf(given: Given): CriterionSpec {
  return criterionSchema.parse(given);
}

const softmax = (row: readonly number[]) => {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
};
const rows = ({ data }: Doubles, classes: number) => Array.from({ length: data.length / classes }, (_, i) => [...data.slice(i * classes, (i + 1) * classes)]);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const binary = (logit: number, label: number, alpha: number | null, gamma: number) => {
  const p = label === 1 ? sigmoid(logit) : 1 - sigmoid(logit);
  return -(alpha === null ? 1 : label === 1 ? alpha : 1 - alpha) * (1 - p) ** gamma * Math.log(p);
};
/** By the definition, in other words than the engine's. */
const tverskyOf = (p: readonly number[], g: readonly number[], [alpha, beta, smooth]: readonly [number, number, number]) => {
  const pairs = p.map((each, i) => [each, g[i] ?? 0] as const);
  const both = sum(pairs.map(([a, b]) => a * b));
  return (both + smooth) / (both + alpha * sum(pairs.map(([a, b]) => a * (1 - b))) + beta * sum(pairs.map(([a, b]) => (1 - a) * b)) + smooth);
};

/** Holds a loss and its gradient to a reference in double precision and its central differences. */
function follows(criterion: Criterion, label: () => tf.Tensor, reference: (pred: Doubles) => number, pred: Doubles): Promise<void> {
  return expectLikeReference(
    (given) => tf.tidy(() => criterion.loss({ pred: given }, { label: label() })),
    (given) => ({ data: Float64Array.of(reference(given)), shape: [] }),
    [pred],
  );
}

const LABELS = [2, 0, -1, 1];
const numbers = () => tf.tensor1d(LABELS, 'int32');
const logits = draws([4, 3], 1);
const known = (pred: Doubles) => rows(pred, 3).flatMap((row, i) => (LABELS[i] === -1 ? [] : [{ p: softmax(row), row, label: LABELS[i] ?? 0 }]));
/** 1 for the class, 0 for the others. */
const asked = (pred: Doubles) => known(pred).flatMap(({ row, p, label }) => row.map((logit, c) => ({ logit, p: p[c] ?? 0, label: Number(c === label) })));

const WEIGHTS = [0.5, 2, 3];
const smoothed = (labelSmoothing: number, weights: readonly number[]) => (pred: Doubles) => {
  const share = (c: number, label: number) => (labelSmoothing / 3 + Number(c === label) * (1 - labelSmoothing)) * (weights[c] ?? 0);
  return sum(known(pred).flatMap(({ p, label }) => p.map((each, c) => -share(c, label) * Math.log(each)))) / sum(known(pred).map(({ label }) => weights[label] ?? 0));
};

const ofClasses: readonly [string, Given, (pred: Doubles) => number][] = [
  ['cross-entropy', { kind: 'cross-entropy' }, smoothed(0, [1, 1, 1])],
  ['cross-entropy with weights of classes', { kind: 'cross-entropy', classWeights: WEIGHTS }, smoothed(0, WEIGHTS)],
  ['cross-entropy with smoothed labels', { kind: 'cross-entropy', labelSmoothing: 0.2 }, smoothed(0.2, [1, 1, 1])],
  ['cross-entropy with both', { kind: 'cross-entropy', labelSmoothing: 0.1, classWeights: WEIGHTS }, smoothed(0.1, WEIGHTS)],
  ['binary cross-entropy, each class against all others', { kind: 'binary-cross-entropy' }, (pred) => mean(asked(pred).map(({ logit, label }) => binary(logit, label, null, 0)))],
  [
    'binary cross-entropy in which yes counts more',
    { kind: 'binary-cross-entropy', positiveWeight: 3 },
    (pred) => mean(asked(pred).map(({ logit, label }) => (label === 1 ? 3 : 1) * binary(logit, label, null, 0))),
  ],
  ['the focal loss', { kind: 'focal' }, (pred) => mean(asked(pred).map(({ logit, label }) => binary(logit, label, null, 2)))],
  [
    'the focal loss with alpha, another gamma and a sum',
    { kind: 'focal', alpha: 0.25, gamma: 1.5, reduction: 'sum' },
    (pred) => sum(asked(pred).map(({ logit, label }) => binary(logit, label, 0.25, 1.5))),
  ],
  ['L1 of probabilities', { kind: 'l1' }, (pred) => mean(asked(pred).map(({ p, label }) => Math.abs(p - label)))],
  ['squares of probabilities', { kind: 'mse' }, (pred) => mean(asked(pred).map(({ p, label }) => (p - label) ** 2))],
  ['KL of single classes, which is cross-entropy', { kind: 'kl-divergence' }, smoothed(0, [1, 1, 1])],
];

describe('a loss of class numbers, with one that is not known', () => {
  it.each(ofClasses)('%s: value and gradient', async (_name, given, reference) => {
    await follows(createCriterion(specOf(given), 3), numbers, reference, logits);
  });

  it('ignores another label if that is wanted', async () => {
    await follows(createCriterion(specOf({ kind: 'cross-entropy', ignoreLabel: 0, labelSmoothing: 0.3 }), 3), () => tf.tensor1d([2, 0, 0, 1], 'int32'), (pred) => {
      const p = rows(pred, 3).map(softmax);
      const of = (row: readonly number[] = [], label: number) => 0.7 * -Math.log(row[label] ?? 0) + 0.3 * mean(row.map((each) => -Math.log(each)));
      return (of(p[0], 2) + of(p[3], 1)) / 2;
    }, logits);
  });

  it('is 0 with gradient 0 where none is known', () => {
    for (const [name, given] of ofClasses) {
      const criterion = createCriterion(specOf(given), 3);
      const nothing = () => tf.tensor1d([-1, -1, -1, -1], 'int32');
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((pred: tf.Tensor) => criterion.loss({ pred }, { label: nothing() }))(toTensor(logits));
        expect([...value.dataSync(), ...grad.dataSync()].every((each) => each === 0), name).toBe(true);
      });
    }
  });
});

describe('a loss of single values, with one that is not known', () => {
  const target = [0.5, -1, Number.NaN, 3, 0.25, 1.5];
  const targets = () => tf.tensor2d(target, [3, 2]);
  const differences = (pred: Doubles) => [...pred.data].flatMap((value, i) => (Number.isNaN(target[i]) ? [] : [value - (target[i] ?? 0)]));
  const huber = (delta: number) => (d: number) => (Math.abs(d) <= delta ? d ** 2 / 2 : delta * (Math.abs(d) - delta / 2));

  it.each<[string, Given, (pred: Doubles) => number]>([
    ['L1', { kind: 'l1' }, (pred) => mean(differences(pred).map(Math.abs))],
    ['squares', { kind: 'mse' }, (pred) => mean(differences(pred).map((d) => d ** 2))],
    ['Huber', { kind: 'huber' }, (pred) => mean(differences(pred).map(huber(1)))],
    ['Huber with another delta', { kind: 'huber', delta: 0.4 }, (pred) => mean(differences(pred).map(huber(0.4)))],
  ])('%s: value and gradient', async (_name, given, reference) => {
    await follows(createCriterion(specOf(given), 2), targets, reference, draws([3, 2], 4));
  });

  it('takes one number per image from a network with one output', async () => {
    await follows(createCriterion(specOf({ kind: 'mse' }), 1), () => tf.tensor1d([1, 2, 3]), (pred) => mean([...pred.data].map((value, i) => (value - i - 1) ** 2)), draws([3, 1], 4));
  });

  it('takes several labels to an image', async () => {
    const labels = [1, 0, 1, 1, -1, 0];
    const reference = (pred: Doubles) => mean([...pred.data].flatMap((logit, i) => (labels[i] === -1 ? [] : [binary(logit, labels[i] ?? 0, null, 0)])));
    await follows(createCriterion(specOf({ kind: 'binary-cross-entropy' }), 3), () => tf.tensor2d(labels, [2, 3], 'int32'), reference, draws([2, 3], 5));
  });

  it('takes probabilities for the focal loss', async () => {
    const labels = [1, 0, 1, 0];
    const p = { data: Float64Array.from([0.5, 0.25, 0.0625, 0.875]), shape: [4] };
    const reference = (given: Doubles) => mean([...given.data].map((each, i) => binary(Math.log(each / (1 - each)), labels[i] ?? 0, 0.25, 2)));
    await follows(createCriterion(specOf({ kind: 'focal', of: 'probabilities', alpha: 0.25 }), 1), () => tf.tensor1d(labels, 'int32'), reference, p);
    tf.tidy(() => {
      const sure = createCriterion(specOf({ kind: 'focal', of: 'probabilities', gamma: 0 }), 1);
      const { value, grad } = tf.valueAndGrad((pred: tf.Tensor) => sure.loss({ pred }, { label: tf.tensor1d([1, 0], 'int32') }))(tf.tensor1d([0, 0]));
      expect(value.dataSync()[0]).toBeCloseTo(-Math.log(1e-7) / 2, 4);
      expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
    });
  });

  it('takes the distributions of readers who disagree for KL', async () => {
    const t = [0.5, 0.5, 0, 0.25, 0.25, 0.5];
    const reference = (pred: Doubles) => mean(rows(pred, 3).map((row, i) => sum(softmax(row).map((p, c) => ((t[i * 3 + c] ?? 0) === 0 ? 0 : (t[i * 3 + c] ?? 0) * Math.log((t[i * 3 + c] ?? 0) / p))))));
    await follows(createCriterion(specOf({ kind: 'kl-divergence' }), 3), () => tf.tensor2d(t, [2, 3]), reference, draws([2, 3], 6));
  });

  it('says which shapes it takes', () => {
    tf.tidy(() => {
      const { loss } = createCriterion(specOf({ kind: 'l1' }), 3);
      expect(() => loss({ pred: tf.zeros([4, 3]) }, { label: tf.zeros([5]) })).toThrow('expected targets [4, 3] or class numbers [4], but found [5]');
    });
  });
});

describe('the Tversky loss', () => {
  const labels = [0, 1, 2, 1, -1, 0, 2, 2, 0, 0, 1, 1];
  const classOf = (pred: Doubles, places: readonly number[], c: number) => {
    const counted = places.filter((place) => labels[place] !== -1);
    return [counted.map((place) => softmax(rows(pred, 3)[place] ?? [])[c] ?? 0), counted.map((place) => Number(labels[place] === c))] as const;
  };
  const images = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]];
  const reference = (pred: Doubles, groups: readonly (readonly number[])[], classes: readonly number[], costs: readonly [number, number, number]) =>
    1 - mean(groups.flatMap((places) => classes.map((c) => tverskyOf(...classOf(pred, places, c), costs))));

  it.each<[string, Given, (pred: Doubles) => number]>([
    ['image by image', { kind: 'tversky' }, (pred) => reference(pred, images, [1, 2], [0.3, 0.7, 1])],
    ['of the batch, with background', { kind: 'tversky', over: 'batch', background: true, alpha: 1, beta: 0.5, smooth: 0.1 }, (pred) => reference(pred, [images.flat()], [0, 1, 2], [1, 0.5, 0.1])],
  ])('%s: value and gradient', async (_name, given, wanted) => {
    await follows(createCriterion(specOf(given), 3), () => tf.tensor(labels, [2, 2, 3], 'int32'), wanted, draws([2, 2, 3, 3], 1));
  });
});

describe('the losses of an experiment', () => {
  it('come by their names, a second one with a number', () => {
    const { criterions } = createMeasures({ criterions: [specOf({ kind: 'focal', weight: 2 }), specOf({ kind: 'l1' }), specOf({ kind: 'focal' })], metrics: [], reduce: 'mean' }, 2);
    expect(Object.entries(criterions).map(([name, { weight }]) => [name, weight])).toEqual([['focal', 2], ['l1', 1], ['focal-2', 1]]);
  });

  it('are told from a metric of the same name', () => {
    const { criterions, metrics } = createMeasures({ criterions: [specOf({ kind: 'dice' }), specOf({ kind: 'cross-entropy' })], metrics: [{ kind: 'dice' }], reduce: 'mean' }, 2);
    expect([Object.keys(criterions), Object.keys(metrics)]).toEqual([['dice-loss', 'cross-entropy'], ['dice']]);
  });

  it('refuse weights that are not one per class', () => {
    expect(() => createCriterion(specOf({ kind: 'cross-entropy', classWeights: [1, 2] }), 3)).toThrow('training.criterions: expected 3 class weights, one per class, but found 2');
  });
});
