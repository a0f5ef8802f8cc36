import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adam, adamW } from '../../../../src-main/engine/training/optimizers/adam.ts';
import type { AdamOptions } from '../../../../src-main/engine/training/optimizers/adam.ts';
import { createOptimizer } from '../../../../src-main/engine/training/optimizers/create-optimizer.ts';
import type { TrainingOptimizer } from '../../../../src-main/engine/training/optimizers/optimizer.ts';
import { rmsProp } from '../../../../src-main/engine/training/optimizers/rmsprop.ts';
import type { RmsPropOptions } from '../../../../src-main/engine/training/optimizers/rmsprop.ts';
import { sgd } from '../../../../src-main/engine/training/optimizers/sgd.ts';
import type { SgdOptions } from '../../../../src-main/engine/training/optimizers/sgd.ts';
import type { Parameter } from '../../../../src-main/engine/models/contract.ts';
import { draws, expectClose, sizeOf, toTensor } from '../../../helpers/gradients.ts';
import { noLeaks } from '../../../helpers/no-leaks.ts';
import { usePlainBackend } from '../../../helpers/plain-backend.ts';

usePlainBackend();

const SHAPES = [[2, 3], [3], [1, 2, 2]] as const;
const STEPS = 20;

function parameters(): Parameter[] {
  return SHAPES.map((shape, i) => ({ name: `p${i}`, variable: tf.tidy(() => tf.variable(toTensor(draws(shape, i)))) }));
}

/** The gradients of a step, all in one: fixed numbers that shrink and change sign. */
function gradientAt(step: number): Float64Array {
  return draws([13], 100 + step).data.map((value) => Math.fround(value * 0.9 ** step));
}

function update(optimizer: TrainingOptimizer, step: number): void {
  const all = gradientAt(step);
  let from = 0;
  tf.tidy(() => optimizer.update(SHAPES.map((shape) => toTensor({ data: all.slice(from, (from += sizeOf(shape))), shape }))));
}

const values = (all: readonly Parameter[]) => all.flatMap(({ variable }) => [...variable.dataSync()]);

type Rule = (weights: Float64Array, gradient: Float64Array, step: number) => Float64Array;

/** The same updates in double precision, by a rule that keeps its own state. */
function reference(rule: Rule, clipNorm = 0, clipValue = Infinity): Float64Array {
  let weights: Float64Array = Float64Array.from(SHAPES.flatMap((shape, i) => [...draws(shape, i).data]));
  for (let step = 0; step < STEPS; step++) {
    const gradient = gradientAt(step).map((value) => Math.min(clipValue, Math.max(-clipValue, value)));
    const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
    const scale = clipNorm === 0 ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
    weights = rule(weights, gradient.map((value) => value * scale), step);
  }
  return weights;
}

function sgdRule({ learningRate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Rule {
  const velocity = new Float64Array(13);
  return (weights, gradient) =>
    weights.map((weight, i) => {
      const g = (gradient[i] ?? 0) + weightDecay * weight;
      const v = momentum * (velocity[i] ?? 0) + g;
      velocity[i] = v;
      return weight - learningRate * (nesterov ? g + momentum * v : v);
    });
}

function adamRule(options: AdamOptions, decoupled: boolean): Rule {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const [first, second] = [new Float64Array(13), new Float64Array(13)];
  return (weights, gradient, step) =>
    weights.map((weight, i) => {
      const g = (gradient[i] ?? 0) + (decoupled ? 0 : weightDecay * weight);
      const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
      [first[i], second[i]] = [m, v];
      const unbiased = v / (1 - beta2 ** (step + 1));
      const shrunk = decoupled ? weight * (1 - learningRate * weightDecay) : weight;
      return shrunk - (learningRate * (m / (1 - beta1 ** (step + 1)))) / (Math.sqrt(unbiased) + epsilon);
    });
}

function rmsPropRule({ learningRate, decay = 0.99, epsilon = 1e-8, momentum = 0, weightDecay = 0 }: RmsPropOptions): Rule {
  const [squares, velocity] = [new Float64Array(13), new Float64Array(13)];
  return (weights, gradient) =>
    weights.map((weight, i) => {
      const g = (gradient[i] ?? 0) + weightDecay * weight;
      const s = decay * (squares[i] ?? 0) + (1 - decay) * g * g;
      const v = momentum * (velocity[i] ?? 0) + g / (Math.sqrt(s) + epsilon);
      [squares[i], velocity[i]] = [s, v];
      return weight - learningRate * v;
    });
}

type Make = (parameters: readonly Parameter[]) => TrainingOptimizer;

const plain: SgdOptions = { learningRate: 0.1 };
const heavy: SgdOptions = { learningRate: 0.05, momentum: 0.9, weightDecay: 0.01 };
const ahead: SgdOptions = { ...heavy, nesterov: true };
const usual: AdamOptions = { learningRate: 0.01 };
const decayed: AdamOptions = { learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.1 };

const mean: RmsPropOptions = { learningRate: 0.01 };
const rolling: RmsPropOptions = { learningRate: 0.005, decay: 0.9, epsilon: 1e-4, momentum: 0.8, weightDecay: 0.05 };

const cases: Readonly<Record<string, readonly [Make, Rule, number?, number?]>> = {
  SGD: [(all) => sgd(all, plain), sgdRule(plain)],
  'SGD with momentum and weight decay': [(all) => sgd(all, heavy), sgdRule(heavy)],
  "SGD with Nesterov's momentum": [(all) => sgd(all, ahead), sgdRule(ahead)],
  'SGD with clipped gradients': [(all) => sgd(all, { ...heavy, clipNorm: 0.5 }), sgdRule(heavy), 0.5],
  Adam: [(all) => adam(all, usual), adamRule(usual, false)],
  'Adam with weight decay in the gradient': [(all) => adam(all, decayed), adamRule(decayed, false)],
  'Adam with clipped gradients': [(all) => adam(all, { ...decayed, clipNorm: 1 }), adamRule(decayed, false), 1],
  'Adam with clipped values, then a clipped norm': [(all) => adam(all, { ...usual, clipNorm: 0.8, clipValue: 0.3 }), adamRule(usual, false), 0.8, 0.3],
  RMSprop: [(all) => rmsProp(all, mean), rmsPropRule(mean)],
  'RMSprop with momentum, weight decay and clipped values': [(all) => rmsProp(all, { ...rolling, clipValue: 0.5 }), rmsPropRule(rolling), 0, 0.5],
  'AdamW, whose weight decay is its own': [(all) => adamW(all, decayed), adamRule(decayed, true)],
};

describe('an optimizer', () => {
  it.each(Object.entries(cases))(`%s follows its formula for ${STEPS} steps`, async (_name, [make, rule, clipNorm, clipValue]) => {
    await noLeaks(() => {
      const all = parameters();
      const optimizer = make(all);
      for (let step = 0; step < STEPS; step++) update(optimizer, step);
      expectClose(values(all), reference(rule, clipNorm, clipValue), 2e-6);
      optimizer.dispose();
      for (const { variable } of all) variable.dispose();
    });
  });

  it.each(Object.entries(cases))('%s goes on from its saved state as if it had never stopped', async (_name, [make]) => {
    await noLeaks(async () => {
      const [straight, resumed] = [parameters(), parameters()];
      const [one, before, after] = [make(straight), make(resumed), make(resumed)];
      for (let step = 0; step < 4; step++) update(one, step);
      for (let step = 0; step < 2; step++) update(before, step);
      after.restore(await before.state());
      for (let step = 2; step < 4; step++) update(after, step);
      expect(values(resumed)).toEqual(values(straight));
      expect(await after.state()).toEqual(await one.state());
      for (const each of [one, before, after]) each.dispose();
      for (const { variable } of [...straight, ...resumed]) variable.dispose();
    });
  });

  it('takes a new learning rate at its next step', () => {
    const all = parameters();
    const optimizer = sgd(all, plain);
    const before = values(all);
    optimizer.learningRate = 0;
    update(optimizer, 0);
    expect(values(all)).toEqual(before);
    optimizer.dispose();
    for (const { variable } of all) variable.dispose();
  });

  it('refuses the state of another kind, and says what it missed', async () => {
    const all = parameters();
    const [one, other] = [adam(all, usual), sgd(all, heavy)];
    const state = await other.state();
    expect(() => one.restore(state)).toThrow('expected weights named second-moment, but found first-moment');
    expect(() => one.restore(state.slice(1))).toThrow("expected an optimizer's state that begins with its step, but found first-moment");
    one.dispose();
    other.dispose();
    for (const { variable } of all) variable.dispose();
  });

  it('is made from what an experiment says', async () => {
    const all = parameters();
    const optimizer = createOptimizer({ optimizer: { kind: 'sgd', ...plain, momentum: 0.9, nesterov: false, weightDecay: 0 }, gradientClipNorm: 1, gradientClipValue: null }, all);
    expect(optimizer.learningRate).toBe(0.1);
    expect((await optimizer.state()).map(({ name, array }) => [name, array.shape])).toEqual([['step', []], ['first-moment', [13]]]);
    optimizer.dispose();
    for (const { variable } of all) variable.dispose();
  });
});
