/** Kernels of ours that stand for several of TensorFlow.js's, against the sums that define them. */
import * as reference from '../../../src-main/compute/simd/self-test/reference.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import type { NormaliseAttributes, OptimizerStepAttributes, UpSampleAttributes } from '../../../src-shared/domain/kernels.ts';
import { below, between, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawShape, drawValues, sizeOf } from './draws.ts';
import { arrayOf, itAgrees } from './harness.ts';
import type { KernelCall, Values } from './harness.ts';

export function networkLaws(cases: number): void {
  itAgrees('the gradient through ReLU and bias', cases, { relative: 1e-4, absolute: 1e-3, draw: drawActivationBias, expected: expectedActivationBias });
  itAgrees('normalisation', 2 * cases, { relative: 1e-4, absolute: 1e-4, draw: drawNormalise, expected: expectedNormalise });
  itAgrees('the gradient of normalisation', 2 * cases, { relative: 1e-4, absolute: 1e-3, draw: drawNormaliseGradient, expected: expectedNormaliseGradient });
  itAgrees('softmax cross-entropy', cases, { relative: 1e-4, absolute: 1e-6, draw: drawCrossEntropy, expected: expectedCrossEntropy });
  itAgrees('up-sampling', cases, { relative: 1e-5, absolute: 1e-5, draw: drawUpSample, expected: expectedUpSample });
  itAgrees('the gradient of up-sampling', cases, { relative: 1e-5, absolute: 1e-4, draw: drawUpSampleGradient, expected: expectedUpSampleGradient });
  itAgrees('an optimizer step', cases, { relative: 1e-4, absolute: 1e-6, draw: drawOptimizerStep, expected: expectedOptimizerStep });
}

function valuesOf(call: KernelCall, name: string): Float32Array {
  return (call.inputs as Readonly<Record<string, Values>>)[name]?.values as Float32Array;
}

function shapeOf(call: KernelCall, name: string): readonly number[] {
  return (call.inputs as Readonly<Record<string, Values>>)[name]?.shape as readonly number[];
}

function floats(shape: readonly number[], values: Float32Array): Values {
  return { shape, dtype: 'float32', values };
}

function drawImages(chance: Random): number[] {
  const space = Array.from({ length: 1 + below(3, chance) }, () => 1 + below(7, chance));
  const channels = pick([1, 2, 4, 6, 8, 16, 24, 1 + below(40, chance)], chance);
  const images = below(10, chance) === 0 ? 1 + Math.ceil(40_000 / (sizeOf(space) * channels)) : 1 + below(4, chance);
  return [images, ...space, channels];
}

function drawActivationBias(chance: Random): KernelCall {
  const shape = drawImages(chance);
  const y = below(2, chance) === 0 ? { y: drawValues(chance, shape) } : {};
  return { name: KERNELS.activationBias, inputs: { dy: drawValues(chance, shape), ...y }, attributes: {} };
}

function expectedActivationBias(call: KernelCall): Values[] {
  const shape = shapeOf(call, 'dy');
  const channels = shape.at(-1) as number;
  const { dz, dbias } = reference.activationBias(valuesOf(call, 'dy'), valuesOf(call, 'y') ?? null, channels);
  return [floats(shape, dz), floats([channels], dbias)];
}

function drawAttributes(channels: number, chance: Random): NormaliseAttributes {
  const over = pick(['batch', 'instance', 'group', 'layer'] as const, chance);
  const groups = [1, 2, 3, 4, 8].filter((count) => channels % count === 0);
  return { over, groups: over === 'group' ? pick(groups, chance) : 1, epsilon: 1e-3, activation: pick(['none', 'relu'] as const, chance) };
}

function drawNormalise(chance: Random): KernelCall {
  const shape = drawImages(chance);
  const channels = shape.at(-1) as number;
  const [scale, offset] = [between(0.5, 4, chance), between(-3, 3, chance)];
  const x = drawValues(chance, shape, 'float32', { scale });
  return {
    name: KERNELS.normalise,
    inputs: { x: { ...x, values: Float32Array.from(x.values, (value) => value + offset) }, gamma: drawValues(chance, [channels], 'float32', { scale: 1 }), beta: drawValues(chance, [channels], 'float32', { scale: 1 }) },
    attributes: drawAttributes(channels, chance),
  };
}

/** The shape of mean and deviation. */
function statisticsShape(shape: readonly number[], { over, groups }: NormaliseAttributes): number[] {
  const [images, channels] = [shape[0] as number, shape.at(-1) as number];
  switch (over) {
    case 'batch':
      return [channels];
    case 'instance':
      return [images, channels];
    case 'group':
      return [images, groups];
    case 'layer':
      return [images];
  }
}

function expectedNormalise(call: KernelCall): Values[] {
  const attributes = call.attributes as NormaliseAttributes;
  const shape = shapeOf(call, 'x');
  const { y, mean, deviation } = reference.normalise(valuesOf(call, 'x'), shape, valuesOf(call, 'gamma'), valuesOf(call, 'beta'), attributes);
  const statistics = statisticsShape(shape, attributes);
  return [floats(shape, y), floats(statistics, mean), floats(statistics, deviation)];
}

function drawNormaliseGradient(chance: Random): KernelCall {
  const forward = drawNormalise(chance);
  const [, mean, deviation] = expectedNormalise(forward) as [Values, Values, Values];
  const dy = drawValues(chance, shapeOf(forward, 'x'), 'float32', { scale: 1 });
  return { name: KERNELS.normaliseGradient, inputs: { dy, ...(forward.inputs as Readonly<Record<string, Values>>), mean, deviation }, attributes: forward.attributes ?? {} };
}

function expectedNormaliseGradient(call: KernelCall): Values[] {
  const shape = shapeOf(call, 'x');
  const [dy, x, gamma, beta] = ['dy', 'x', 'gamma', 'beta'].map((name) => valuesOf(call, name)) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const { dx, dgamma, dbeta } = reference.normaliseGradient(dy, x, shape, gamma, beta, call.attributes as NormaliseAttributes);
  return [floats(shape, dx), floats([gamma.length], dgamma), floats([gamma.length], dbeta)];
}

function drawCrossEntropy(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1, mostRank: 4 }).map((length) => Math.max(1, length));
  const classes = 2 + below(12, chance);
  const ignore = pick([-1, 255, 0], chance);
  const labels = Int32Array.from({ length: sizeOf(shape) }, () => (below(6, chance) === 0 ? ignore : below(classes, chance)));
  const weights = below(2, chance) === 0 ? { classWeights: drawValues(chance, [classes], 'float32', { positive: true }) } : {};
  return {
    name: KERNELS.softmaxCrossEntropy,
    inputs: { logits: drawValues(chance, [...shape, classes], 'float32', { scale: 4 }), labels: { shape, dtype: 'int32', values: labels }, ...weights },
    attributes: { ignore },
  };
}

function expectedCrossEntropy(call: KernelCall): Values[] {
  const labels = (call.inputs as Readonly<Record<string, Values>>)['labels']?.values as Int32Array;
  const { ignore } = call.attributes as { readonly ignore: number };
  const { loss, gradient } = reference.softmaxCrossEntropy(valuesOf(call, 'logits'), labels, valuesOf(call, 'classWeights') ?? null, ignore);
  return [floats([], Float32Array.of(loss)), floats(shapeOf(call, 'logits'), gradient)];
}

function drawUpSampling(chance: Random): { readonly shape: number[]; readonly attributes: UpSampleAttributes } {
  const axes = 2 + below(2, chance);
  const space = Array.from({ length: axes }, () => 1 + below(6, chance));
  const shape = [1 + below(3, chance), ...space, pick([1, 3, 4, 9, 16, 1 + below(30, chance)], chance)];
  return { shape, attributes: { factors: space.map(() => 1 + below(3, chance)), method: pick(['nearest', 'linear'] as const, chance) } };
}

function largeShape(shape: readonly number[], { factors }: UpSampleAttributes): number[] {
  return shape.map((length, axis) => length * (factors[axis - 1] ?? 1));
}

function drawUpSample(chance: Random): KernelCall {
  const { shape, attributes } = drawUpSampling(chance);
  return { name: KERNELS.upSample, inputs: { x: drawValues(chance, shape) }, attributes };
}

function expectedUpSample(call: KernelCall): Values[] {
  const attributes = call.attributes as UpSampleAttributes;
  return [floats(largeShape(shapeOf(call, 'x'), attributes), reference.upSample(valuesOf(call, 'x'), shapeOf(call, 'x'), attributes))];
}

function drawUpSampleGradient(chance: Random): KernelCall {
  const { shape, attributes } = drawUpSampling(chance);
  return { name: KERNELS.upSampleGradient, inputs: { dy: drawValues(chance, largeShape(shape, attributes)) }, attributes };
}

function expectedUpSampleGradient(call: KernelCall): Values[] {
  const attributes = call.attributes as UpSampleAttributes;
  const shape = shapeOf(call, 'dy').map((length, axis) => length / (attributes.factors[axis - 1] ?? 1));
  return [floats(shape, reference.upSampleGradient(valuesOf(call, 'dy'), shape, attributes))];
}

/** Several parameters of odd sizes; now and then more than a task takes. */
function drawOptimizerStep(chance: Random): KernelCall {
  const kind = pick(['sgd', 'adam', 'adamw'] as const, chance);
  const sizes = Array.from({ length: 1 + below(4, chance) }, () => (below(12, chance) === 0 ? 70_000 : 1 + below(90, chance)));
  const total = sizes.reduce((a, b) => a + b, 0);
  const parts = (name: string) => sizes.map((size, i) => [`${name}${i}`, drawValues(chance, [size], 'float32', { scale: 1 })] as const);
  const first = kind === 'sgd' && below(3, chance) === 0 ? [] : [['first', drawValues(chance, [total], 'float32', { scale: 0.3 })] as const];
  const second = kind === 'sgd' ? [] : [['second', drawValues(chance, [total], 'float32', { scale: 0.3, positive: true })] as const];
  const attributes: OptimizerStepAttributes = {
    kind,
    learningRate: between(1e-3, 0.1, chance),
    momentum: first.length > 0 ? 0.9 : 0,
    nesterov: first.length > 0 && below(2, chance) === 0,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: pick([0, 0.05], chance),
    step: below(50, chance),
    clipNorm: pick([0, 0.5, 1e6], chance),
  };
  const parameters = parts('parameter');
  const changes = [...parameters, ...first, ...second].map(([name]) => name);
  return { name: KERNELS.optimizerStep, inputs: Object.fromEntries([...parameters, ...parts('gradient'), ...first, ...second]), attributes, changes };
}

function expectedOptimizerStep(call: KernelCall): Values[] {
  const inputs = call.inputs as Readonly<Record<string, Values>>;
  const names = Object.keys(inputs).filter((name) => name.startsWith('parameter'));
  const joined = (prefix: string) => arrayOf('float32', names.flatMap((_, i) => [...(inputs[`${prefix}${i}`]?.values ?? [])])) as Float32Array;
  const parameters = joined('parameter');
  const none = new Float32Array(parameters.length);
  const moment = (name: string) => (inputs[name]?.values ?? none) as Float32Array;
  const after = reference.optimizerStep({ parameters, gradients: joined('gradient'), first: moment('first'), second: moment('second') }, call.attributes as OptimizerStepAttributes);
  let from = 0;
  const split = names.map((name) => {
    const { shape } = inputs[name] as Values;
    const values = after.parameters.slice(from, from + sizeOf(shape));
    from += values.length;
    return floats(shape, values);
  });
  const moments = (['first', 'second'] as const).filter((name) => name in inputs).map((name) => floats([parameters.length], after[name]));
  return [...split, ...moments];
}
