import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { MoveAveragesAttributes, NormaliseAttributes, OptimizerStepAttributes, UpSampleAttributes } from '../../../../src-shared/domain/kernels.ts';
import { geometry, outputShape } from '../kernels/geometry.ts';
import type { Geometry } from '../kernels/geometry.ts';
import type { GivenArray, OwnCase } from './case.ts';
import { draws, fewDraws, whole } from './draws.ts';
import * as reference from './reference.ts';

/**
 * A few shapes of every kernel of ours, with what it should answer. Of the
 * convolutions, rows of twenty are read in place, shorter ones gathered, and
 * tiles end within a panel of channels and within a row.
 */
export function ownCases(): OwnCase[] {
  return [
    ...convolutionCases([1, 4, 20, 5], [3, 3, 5, 18], { strides: [1, 1], dilations: [1, 1], padding: [[1, 1], [1, 1]] }),
    ...convolutionCases([1, 6, 9, 3], [3, 2, 3, 7], { strides: [2, 2], dilations: [1, 2], padding: [[1, 0], [0, 2]] }),
    ...convolutionCases([1, 3, 4, 9, 2], [2, 3, 3, 2, 16], { strides: [1, 2, 1], dilations: [1, 1, 1], padding: [[0, 1], [1, 1], [1, 1]] }),
    ...manyChannelCases([1, 13, 15, 44], [3, 3, 44, 44], 'same', ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter']),
    ...manyChannelCases([6, 4, 4, 16], [3, 3, 16, 128], 'same', ['Conv2D']),
    ...manyChannelCases([1, 3, 10, 12, 28], [2, 3, 3, 28, 28], 'valid', ['Conv3D', 'Conv3DBackpropInputV2', 'Conv3DBackpropFilterV2']),
    ...activationBiasCases(),
    ...poolCases([2, 7, 9, 11], { size: [3, 2], strides: [2, 2], padding: [[1, 1], [0, 1]] }),
    ...poolCases([1, 4, 4, 6, 8], { size: [2, 2, 2], strides: [2, 2, 2], padding: [[0, 0], [0, 0], [0, 0]] }),
    ...(['batch', 'instance', 'group', 'layer'] as const).flatMap((over) => normaliseCases(over)),
    ...(['nearest', 'linear'] as const).flatMap((method) => upSampleCases({ factors: [2, 3], method })),
    ...crossEntropyCases(),
    ...(['sgd', 'adam', 'adamw'] as const).map((kind) => optimizerCase(kind)),
    movingAverageCase(),
  ];
}

function convolutionCases(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: { readonly strides: number[]; readonly dilations: number[]; readonly padding: [number, number][] },
): OwnCase[] {
  const g: Geometry = geometry(xShape, filterShape, attributes);
  const yShape = outputShape(g, xShape.length - 2);
  const x = draws(xShape, 1);
  const filter = draws(filterShape, 2);
  const dy = draws(yShape, 3);
  const bias = draws([g.outChannels], 4);
  const back = draws([g.inChannels], 5);
  return [
    {
      kernel: KERNELS.convolution,
      inputs: { x, filter, bias },
      attributes: { ...attributes, activation: 'relu' },
      expected: [reference.convolution(x.data, filter.data, bias.data, g, true)],
    },
    {
      kernel: KERNELS.convolutionInput,
      inputs: { dy, filter, bias: back },
      attributes: { ...attributes, activation: 'none', inputShape: xShape },
      expected: [reference.convolutionInput(dy.data, filter.data, back.data, g, false)],
    },
    {
      kernel: KERNELS.convolutionFilter,
      inputs: { x, dy },
      attributes: { ...attributes, filterShape },
      expected: [reference.convolutionFilter(x.data, dy.data, g)],
    },
  ];
}

/**
 * With so many channels a convolution and its gradients go Winograd's way (kernels/winograd-job.ts, winograd-filter-job.ts).
 * The standard names compute by the same code: each must be switched off if that is wrong.
 *
 * @param names of the standard kernel, and of its gradients to the input and the filter if they are to be held to it too: sums written out take time.
 */
function manyChannelCases(xShape: readonly number[], filterShape: readonly number[], pad: 'same' | 'valid', [forward, input, filter]: readonly [string, string?, string?]): OwnCase[] {
  const axes = xShape.slice(1, -1);
  const ones = axes.map(() => 1);
  const own = { strides: ones, dilations: ones, padding: axes.map((): [number, number] => (pad === 'same' ? [1, 1] : [0, 0])) };
  const standard = { strides: ones, dilations: ones, pad, dataFormat: axes.length === 2 ? 'NHWC' : 'NDHWC', inputShape: xShape, filterShape };
  const g = geometry(xShape, filterShape, own);
  const x = fewDraws(xShape, 1);
  const weights = draws(filterShape, 2);
  const dy = fewDraws(outputShape(g, axes.length), 3);
  const toY = { x, filter: weights };
  const toX = { dy, filter: weights };
  const y = reference.convolution(x.data, weights.data, null, g, false);
  const cases: OwnCase[] = [
    { kernel: KERNELS.convolution, inputs: toY, attributes: { ...own, activation: 'none' }, expected: [y] },
    { kernel: forward, inputs: toY, attributes: standard, expected: [y] },
  ];
  if (input !== undefined) {
    const expected = [reference.convolutionInput(dy.data, weights.data, null, g, false)];
    cases.push({ kernel: KERNELS.convolutionInput, inputs: toX, attributes: { ...own, activation: 'none', inputShape: xShape }, expected });
    cases.push({ kernel: input, inputs: toX, attributes: standard, expected });
  }
  if (filter !== undefined) {
    const expected = [reference.convolutionFilter(x.data, dy.data, g)];
    cases.push({ kernel: KERNELS.convolutionFilter, inputs: { x, dy }, attributes: { ...own, filterShape }, expected });
    cases.push({ kernel: filter, inputs: { x, dy }, attributes: standard, expected });
  }
  return cases;
}

function activationBiasCases(): OwnCase[] {
  const dy = draws([40, 19], 1);
  const y = draws([40, 19], 2);
  const { dz, dbias } = reference.activationBias(dy.data, y.data, 19);
  return [{ kernel: KERNELS.activationBias, inputs: { dy, y }, attributes: {}, expected: [dz, dbias] }];
}

function poolCases(
  shape: readonly number[],
  attributes: { readonly size: number[]; readonly strides: number[]; readonly padding: [number, number][] },
): OwnCase[] {
  const g = reference.poolGeometry(shape, attributes);
  const x = draws(shape, 1, -2);
  const { y, place } = reference.maxPool(x.data, g);
  const dy = draws(outputShape(g, shape.length - 2), 2);
  return [
    { kernel: KERNELS.maxPool, inputs: { x }, attributes, expected: [y, place] },
    {
      kernel: KERNELS.maxPoolGradient,
      inputs: { dy, place: { data: place, shape: dy.shape } },
      attributes: { ...attributes, inputShape: shape },
      expected: [reference.maxPoolGradient(dy.data, place, g)],
    },
  ];
}

function normaliseCases(over: NormaliseAttributes['over']): OwnCase[] {
  const attributes: NormaliseAttributes = { over, groups: over === 'group' ? 2 : 1, epsilon: 1e-3, activation: 'relu' };
  const shape = [2, 3, 5, 10];
  const x = draws(shape, 1, 3);
  const gamma = draws([10], 2);
  const beta = draws([10], 3);
  const dy = draws(shape, 4);
  const { y, mean, deviation } = reference.normalise(x.data, shape, gamma.data, beta.data, attributes);
  const { dx, dgamma, dbeta } = reference.normaliseGradient(dy.data, x.data, shape, gamma.data, beta.data, attributes);
  const statistics = (data: Float32Array): GivenArray => ({ data, shape: [data.length] });
  return [
    { kernel: KERNELS.normalise, inputs: { x, gamma, beta }, attributes, expected: [y, mean, deviation] },
    {
      kernel: KERNELS.normaliseGradient,
      inputs: { dy, x, mean: statistics(mean), deviation: statistics(deviation), gamma, beta },
      attributes,
      expected: [dx, dgamma, dbeta],
    },
  ];
}

function upSampleCases(attributes: UpSampleAttributes): OwnCase[] {
  const shape = [1, 3, 2, 5];
  const x = draws(shape, 1);
  const dy = draws([1, 6, 6, 5], 2);
  return [
    { kernel: KERNELS.upSample, inputs: { x }, attributes, expected: [reference.upSample(x.data, shape, attributes)] },
    { kernel: KERNELS.upSampleGradient, inputs: { dy }, attributes, expected: [reference.upSampleGradient(dy.data, shape, attributes)] },
  ];
}

function crossEntropyCases(): OwnCase[] {
  const logits = draws([13, 5], 1, 0, 8);
  const labels = whole([13], 2, -1, 4);
  const classWeights = draws([5], 3, 1);
  const { loss, gradient } = reference.softmaxCrossEntropy(logits.data, labels.data, classWeights.data, -1);
  return [
    {
      kernel: KERNELS.softmaxCrossEntropy,
      inputs: { logits, labels, classWeights },
      attributes: { ignore: -1 },
      expected: [Float32Array.of(loss), gradient],
    },
  ];
}

/** The kernel answers nothing and changes its inputs: those are what is looked at. */
function optimizerCase(kind: OptimizerStepAttributes['kind']): OwnCase {
  const attributes: OptimizerStepAttributes = {
    kind,
    learningRate: 0.01,
    momentum: 0.9,
    nesterov: true,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.1,
    step: 3,
    clipNorm: 1,
  };
  const sizes = [21, 1, 40];
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [parameters, gradients, first] = [draws([total], 1), draws([total], 2), draws([total], 3)];
  const second = { data: draws([total], 4).data.map(Math.abs), shape: [total] };
  const after = reference.optimizerStep({ parameters: parameters.data, gradients: gradients.data, first: first.data, second: second.data }, attributes);
  const parts = (name: string, array: { readonly data: Float32Array }) => Object.fromEntries(split(array.data, sizes).map((data, i) => [`${name}${i}`, { data, shape: [data.length] }]));
  const moments = kind === 'sgd' ? { first } : { first, second };
  return {
    kernel: KERNELS.optimizerStep,
    inputs: { ...parts('parameter', parameters), ...parts('gradient', gradients), ...moments },
    attributes,
    expected: [],
    changed: {
      ...Object.fromEntries(split(after.parameters, sizes).map((data, i) => [`parameter${i}`, data])),
      first: after.first,
      ...(kind === 'sgd' ? {} : { second: after.second }),
    },
  };
}

function movingAverageCase(): OwnCase {
  const [mean, batchMean] = [draws([21], 1), draws([21], 2)];
  const positive = (seed: number) => ({ data: draws([21], seed).data.map((value) => Math.abs(value) + 0.1), shape: [21] });
  const [variance, deviation] = [positive(3), positive(4)];
  const attributes: MoveAveragesAttributes = { momenta: [0.9], epsilons: [1e-3] };
  const after = reference.moveAverages({ mean: mean.data, variance: variance.data, batchMean: batchMean.data, deviation: deviation.data }, 0.9, 1e-3);
  return { kernel: KERNELS.moveAverages, inputs: { mean0: mean, variance0: variance, batchMean0: batchMean, deviation0: deviation }, attributes, expected: [], changed: { mean0: after.mean, variance0: after.variance } };
}

function split(values: Float32Array, sizes: readonly number[]): Float32Array[] {
  let from = 0;
  return sizes.map((size) => values.slice(from, (from += size)));
}
