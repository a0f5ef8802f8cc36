/**
 * Kernels of ours written out as the sums that define them: slow, and simple
 * enough to be believed. The self-test and the tests hold the fast ones to
 * them. Arrays are row-major; results are rounded to float32 once.
 */
import type {
  NormaliseAttributes,
  OptimizerStepAttributes,
  PoolAttributes,
  UpSampleAttributes,
} from '../../../../src-shared/domain/kernels.ts';
import { geometry, volume } from '../kernels/geometry.ts';
import type { Geometry } from '../kernels/geometry.ts';

/** Every pair of an output position and an input position in its window, as flat places without channels. No lists are made: a start-up waits for this. */
function eachWindow(g: Geometry, visit: (position: number, inputPosition: number, tap: number) => void): void {
  const [outDepth, outHeight, outWidth] = g.output;
  const [depth, height, width] = g.filter;
  for (let position = 0; position < g.images * volume(g.output); position++) {
    const image = Math.floor(position / volume(g.output));
    const z0 = (Math.floor(position / (outHeight * outWidth)) % outDepth) * g.strides[0] - g.before[0];
    const y0 = (Math.floor(position / outWidth) % outHeight) * g.strides[1] - g.before[1];
    const x0 = (position % outWidth) * g.strides[2] - g.before[2];
    for (let tap = 0; tap < depth * height * width; tap++) {
      const z = z0 + Math.floor(tap / (height * width)) * g.dilations[0];
      const y = y0 + (Math.floor(tap / width) % height) * g.dilations[1];
      const x = x0 + (tap % width) * g.dilations[2];
      if (z < 0 || y < 0 || x < 0 || z >= g.input[0] || y >= g.input[1] || x >= g.input[2]) continue;
      visit(position, ((image * g.input[0] + z) * g.input[1] + y) * g.input[2] + x, tap);
    }
  }
}

export function convolution(x: Float32Array, filter: Float32Array, bias: Float32Array | null, g: Geometry, relu: boolean): Float32Array {
  const { inChannels, outChannels } = g;
  const y = rowsOf(bias, outChannels, g.images * volume(g.output));
  const skip = isFinite(filter);
  eachWindow(g, (position, inputPosition, tap) => {
    for (let c = 0; c < inChannels; c++) {
      const scale = x[inputPosition * inChannels + c] as number;
      if (scale !== 0 || !skip) addScaled(y, position * outChannels, outChannels, scale, filter, (tap * inChannels + c) * outChannels, 1);
    }
  });
  return rounded(y, relu);
}

export function convolutionInput(dy: Float32Array, filter: Float32Array, bias: Float32Array | null, g: Geometry, relu: boolean): Float32Array {
  const { inChannels, outChannels } = g;
  const dx = rowsOf(bias, inChannels, g.images * volume(g.input));
  const skip = isFinite(filter);
  eachWindow(g, (position, inputPosition, tap) => {
    for (let c = 0; c < outChannels; c++) {
      const scale = dy[position * outChannels + c] as number;
      if (scale !== 0 || !skip) addScaled(dx, inputPosition * inChannels, inChannels, scale, filter, tap * inChannels * outChannels + c, outChannels);
    }
  });
  return rounded(dx, relu);
}

export function convolutionFilter(x: Float32Array, dy: Float32Array, g: Geometry): Float32Array {
  const { inChannels, outChannels } = g;
  const filter = new Float64Array(volume(g.filter) * inChannels * outChannels);
  const skip = isFinite(dy);
  eachWindow(g, (position, inputPosition, tap) => {
    for (let c = 0; c < inChannels; c++) {
      const scale = x[inputPosition * inChannels + c] as number;
      if (scale !== 0 || !skip) addScaled(filter, (tap * inChannels + c) * outChannels, outChannels, scale, dy, position * outChannels, 1);
    }
  });
  return new Float32Array(filter);
}

/** The row for each position, zeros without one. */
function rowsOf(row: Float32Array | null, length: number, count: number): Float64Array {
  const all = new Float64Array(count * length);
  if (row) for (let i = 0; i < all.length; i += length) all.set(row, i);
  return all;
}

function rounded(values: Float64Array, relu: boolean): Float32Array {
  const all = new Float32Array(values);
  return relu ? all.map((value) => Math.max(0, value)) : all;
}

/** Whether products with zero can be left out of sums over these: zero times infinity is NaN. */
function isFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

/** to[at + i] += scale · from[fromAt + i · stride]. A loop of its own, that V8 compiles once for all: a start-up waits for this. */
function addScaled(to: Float64Array, at: number, count: number, scale: number, from: Float32Array, fromAt: number, stride: number): void {
  for (let i = 0; i < count; i++) to[at + i] = (to[at + i] as number) + scale * (from[fromAt + i * stride] as number);
}

export function activationBias(dy: Float32Array, y: Float32Array | null, channels: number): { readonly dz: Float32Array; readonly dbias: Float32Array } {
  const dz = dy.map((value, i) => (y === null || (y[i] as number) > 0 ? value : 0));
  const sums = new Float64Array(channels);
  dz.forEach((value, i) => add(sums, i % channels, value));
  return { dz, dbias: Float32Array.from(sums) };
}

export function poolGeometry(shape: readonly number[], { size, strides, padding }: PoolAttributes): Geometry {
  const channels = shape.at(-1) as number;
  return geometry(shape, [...size, channels, channels], { strides, padding, dilations: size.map(() => 1) });
}

/** The maximum of each window and its flat index in the image; −1 where nothing is above minus infinity. */
export function maxPool(x: Float32Array, g: Geometry): { readonly y: Float32Array; readonly place: Int32Array } {
  const channels = g.outChannels;
  const y = new Float32Array(g.images * volume(g.output) * channels).fill(-Infinity);
  const place = new Int32Array(y.length).fill(-1);
  const imageSize = volume(g.input) * channels;
  eachWindow(g, (position, inputPosition) => {
    for (let c = 0; c < channels; c++) {
      const from = inputPosition * channels + c;
      const to = position * channels + c;
      if ((x[from] as number) <= (y[to] as number) || Number.isNaN(x[from])) continue;
      y[to] = x[from] as number;
      place[to] = from % imageSize;
    }
  });
  return { y, place };
}

export function maxPoolGradient(dy: Float32Array, place: Int32Array, g: Geometry): Float32Array {
  const imageSize = volume(g.input) * g.outChannels;
  const perImage = volume(g.output) * g.outChannels;
  const dx = new Float64Array(g.images * imageSize);
  dy.forEach((value, i) => {
    if ((place[i] as number) >= 0) add(dx, Math.floor(i / perImage) * imageSize + (place[i] as number), value);
  });
  return Float32Array.from(dx);
}

/** Each dy shared out evenly among the elements of its window that lie inside the image. */
export function averagePoolGradient(dy: Float32Array, g: Geometry): Float32Array {
  const counts = new Float64Array(g.images * volume(g.output));
  eachWindow(g, (position) => add(counts, position, 1));
  const dx = new Float64Array(g.images * volume(g.input) * g.outChannels);
  eachWindow(g, (position, inputPosition) => {
    for (let c = 0; c < g.outChannels; c++) add(dx, inputPosition * g.outChannels + c, (dy[position * g.outChannels + c] as number) / (counts[position] as number));
  });
  return Float32Array.from(dx);
}

/** Which set each element belongs to. */
function setOf(shape: readonly number[], { over, groups }: NormaliseAttributes): (index: number) => number {
  const channels = shape.at(-1) as number;
  const perImage = shape.slice(1).reduce((a, b) => a * b, 1);
  const channel = (i: number) => i % channels;
  const image = (i: number) => Math.floor(i / perImage);
  switch (over) {
    case 'batch':
      return channel;
    case 'instance':
      return (i) => image(i) * channels + channel(i);
    case 'group':
      return (i) => image(i) * groups + Math.floor((channel(i) * groups) / channels);
    case 'layer':
      return image;
  }
}

export interface Normalised {
  readonly y: Float32Array;
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

export function normalise(x: Float32Array, shape: readonly number[], gamma: Float32Array, beta: Float32Array, attributes: NormaliseAttributes): Normalised {
  const set = setOf(shape, attributes);
  const { mean, deviation } = moments(x, set, attributes.epsilon);
  const channels = shape.at(-1) as number;
  const y = x.map((value, i) => {
    const unit = (value - (mean[set(i)] as number)) * (deviation[set(i)] as number);
    const shifted = unit * (gamma[i % channels] as number) + (beta[i % channels] as number);
    return attributes.activation === 'relu' ? Math.max(0, shifted) : shifted;
  });
  return { y, mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
}

function moments(x: Float32Array, set: (index: number) => number, epsilon: number): { readonly mean: number[]; readonly deviation: number[] } {
  const sets: number[][] = [];
  x.forEach((value, i) => (sets[set(i)] ??= []).push(value));
  const mean = sets.map((values) => average(values));
  const deviation = sets.map((values, s) => 1 / Math.sqrt(average(values.map((value) => (value - (mean[s] as number)) ** 2)) + epsilon));
  return { mean, deviation };
}

export interface NormaliseGradients {
  readonly dx: Float32Array;
  readonly dgamma: Float32Array;
  readonly dbeta: Float32Array;
}

export function normaliseGradient(
  dy: Float32Array,
  x: Float32Array,
  shape: readonly number[],
  gamma: Float32Array,
  beta: Float32Array,
  attributes: NormaliseAttributes,
): NormaliseGradients {
  const set = setOf(shape, attributes);
  const { mean, deviation } = moments(x, set, attributes.epsilon);
  const channels = shape.at(-1) as number;
  const unit = Float64Array.from(x, (value, i) => (value - (mean[set(i)] as number)) * (deviation[set(i)] as number));
  const passes = (i: number) => attributes.activation === 'none' || (unit[i] as number) * (gamma[i % channels] as number) + (beta[i % channels] as number) > 0;
  const dz = Float64Array.from(dy, (value, i) => (passes(i) ? value : 0));
  const scaled = dz.map((value, i) => value * (gamma[i % channels] as number));
  const byset = (values: Float64Array) => {
    const sets: number[][] = [];
    values.forEach((value, i) => (sets[set(i)] ??= []).push(value));
    return sets.map(average);
  };
  const first = byset(scaled);
  const second = byset(scaled.map((value, i) => value * (unit[i] as number)));
  const dgamma = new Float64Array(channels);
  const dbeta = new Float64Array(channels);
  dz.forEach((value, i) => {
    add(dgamma, i % channels, value * (unit[i] as number));
    add(dbeta, i % channels, value);
  });
  const dx = Float32Array.from(
    scaled,
    (value, i) => (deviation[set(i)] as number) * (value - (first[set(i)] as number) - (unit[i] as number) * (second[set(i)] as number)),
  );
  return { dx, dgamma: Float32Array.from(dgamma), dbeta: Float32Array.from(dbeta) };
}

/** Mean loss and its gradient over rows of logits; labels equal to `ignore` count for nothing. */
export function softmaxCrossEntropy(
  logits: Float32Array,
  labels: Int32Array,
  weights: Float32Array | null,
  ignore: number,
): { readonly loss: number; readonly gradient: Float32Array } {
  const classes = logits.length / labels.length;
  const weightOf = (label: number) => (label === ignore ? 0 : (weights?.[label] ?? 1));
  const total = labels.reduce((sum, label) => sum + weightOf(label), 0);
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  labels.forEach((label, row) => {
    const share = total > 0 ? weightOf(label) / total : 0;
    const values = [...logits.subarray(row * classes, (row + 1) * classes)];
    const highest = Math.max(...values);
    const sum = values.reduce((all, value) => all + Math.exp(value - highest), 0);
    if (share > 0) loss += share * (highest + Math.log(sum) - (values[label] as number));
    values.forEach((value, k) => {
      gradient[row * classes + k] = share * (Math.exp(value - highest) / sum - (k === label ? 1 : 0));
    });
  });
  return { loss, gradient };
}

/** Every element of the larger array with the smaller ones it is made of and their weights. */
function eachSource(
  shape: readonly number[],
  { factors, method }: UpSampleAttributes,
  visit: (large: number, small: number, weight: number) => void,
): void {
  const large = shape.map((length, axis) => length * (factors[axis - 1] ?? 1));
  const size = large.reduce((a, b) => a * b, 1);
  const sourcesOf = large.map((length, axis) => Array.from({ length }, (_, place) => sources(place, shape[axis] as number, factors[axis - 1] ?? 1, method)));
  for (let index = 0; index < size; index++) {
    let rest = index;
    const at = large.map(() => 0);
    for (let axis = large.length - 1; axis >= 0; axis--) {
      at[axis] = rest % (large[axis] as number);
      rest = Math.floor(rest / (large[axis] as number));
    }
    for (const combination of product(at.map((place, axis) => sourcesOf[axis]?.[place] ?? []))) {
      const small = combination.reduce((flat, { place }, axis) => flat * (shape[axis] as number) + place, 0);
      visit(index, small, combination.reduce((weight, each) => weight * each.weight, 1));
    }
  }
}

function sources(place: number, length: number, factor: number, method: 'nearest' | 'linear'): { readonly place: number; readonly weight: number }[] {
  if (factor === 1 || method === 'nearest') return [{ place: Math.floor(place / factor), weight: 1 }];
  const centre = Math.min(Math.max((place + 0.5) / factor - 0.5, 0), length - 1);
  const first = Math.floor(centre);
  const second = Math.min(first + 1, length - 1);
  return [
    { place: first, weight: 1 - (centre - first) },
    { place: second, weight: centre - first },
  ];
}

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((heads, list) => heads.flatMap((head) => list.map((each) => [...head, each])), [[]]);
}

export function upSample(x: Float32Array, shape: readonly number[], attributes: UpSampleAttributes): Float32Array {
  const y = new Float64Array(x.length * attributes.factors.reduce((a, b) => a * b, 1));
  eachSource(shape, attributes, (large, small, weight) => add(y, large, weight * (x[small] as number)));
  return Float32Array.from(y);
}

/** @param shape of the smaller array. */
export function upSampleGradient(dy: Float32Array, shape: readonly number[], attributes: UpSampleAttributes): Float32Array {
  const dx = new Float64Array(shape.reduce((a, b) => a * b, 1));
  eachSource(shape, attributes, (large, small, weight) => add(dx, small, weight * (dy[large] as number)));
  return Float32Array.from(dx);
}

export interface OptimizerState {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** One update of flat parameters; sources of the formulas: `engine/training/optimizers`. */
export function optimizerStep({ parameters, gradients, first, second }: OptimizerState, a: OptimizerStepAttributes): Omit<OptimizerState, 'gradients'> {
  const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0));
  const clip = a.clipNorm > 0 ? Math.min(1, a.clipNorm / (norm + 1e-6)) : 1;
  const inGradient = a.kind === 'adamw' ? 0 : a.weightDecay;
  const g = Float64Array.from(gradients, (value, i) => value * clip + inGradient * (parameters[i] as number));
  if (a.kind === 'sgd') {
    const m = Float32Array.from(first, (value, i) => a.momentum * value + (g[i] as number));
    const step = (i: number) => (a.nesterov ? (g[i] as number) + a.momentum * (m[i] as number) : (m[i] as number));
    return { parameters: parameters.map((w, i) => w - a.learningRate * step(i)), first: m, second };
  }
  const m = Float32Array.from(first, (value, i) => a.beta1 * value + (1 - a.beta1) * (g[i] as number));
  const v = Float32Array.from(second, (value, i) => a.beta2 * value + (1 - a.beta2) * (g[i] as number) ** 2);
  const shrink = a.kind === 'adamw' ? 1 - a.learningRate * a.weightDecay : 1;
  const updated = parameters.map((w, i) => {
    const mean = (m[i] as number) / (1 - a.beta1 ** (a.step + 1));
    const root = Math.sqrt((v[i] as number) / (1 - a.beta2 ** (a.step + 1)));
    return w * shrink - (a.learningRate * mean) / (root + a.epsilon);
  });
  return { parameters: updated, first: m, second: v };
}

export interface AveragesState {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly batchMean: Float32Array;
  readonly deviation: Float32Array;
}

export function moveAverages({ mean, variance, batchMean, deviation }: AveragesState, momentum: number, epsilon: number): Pick<AveragesState, 'mean' | 'variance'> {
  const moved = (average: Float32Array, seen: (i: number) => number) => average.map((value, i) => momentum * value + (1 - momentum) * seen(i));
  return { mean: moved(mean, (i) => batchMean[i] as number), variance: moved(variance, (i) => Math.max(0, 1 / (deviation[i] as number) ** 2 - epsilon)) };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function add(values: Float64Array, place: number, value: number): void {
  values[place] = (values[place] as number) + value;
}
