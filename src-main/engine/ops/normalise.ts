import type { Activation, NormaliseAttributes } from '../../../src-shared/domain/kernels.ts';
import { KERNELS } from '../../../src-shared/domain/kernels.ts';
import * as tf from '../tf.ts';
import { hasKernel, runKernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { at, differentiable } from './operation.ts';

export interface NormaliseOptions {
  readonly over: NormaliseAttributes['over'];
  /** Groups of channels, for 'group'. */
  readonly groups?: number;
  /** Added to the variance; 1e-5 unless said. */
  readonly epsilon?: number;
  readonly activation?: Activation;
}

/** One scale and one shift per channel, [channel]. */
export interface Affine {
  readonly gamma?: tf.Tensor;
  readonly beta?: tf.Tensor;
}

export interface Normalised {
  readonly y: tf.Tensor;
  /** [channel] over a batch, [batch, channel] over an instance, [batch, group] over groups, [batch] over a layer. No gradient. */
  readonly mean: tf.Tensor;
  /** Of the population (divided by n), shaped as the mean. No gradient. */
  readonly variance: tf.Tensor;
}

/**
 * Brings values to mean 0 and variance 1, then scales and shifts each channel.
 * x is [batch, …, channel] of rank 2 or more; rank 2 has no instances.
 *
 * batch: Ioffe and Szegedy, 2015. instance: Ulyanov, Vedaldi and Lempitsky,
 * 2016. group: Wu and He, 2018. layer: Ba, Kiros and Hinton, 2016.
 */
export function normalise(x: tf.Tensor, options: NormaliseOptions & Affine): Normalised {
  const given = [options.gamma, options.beta].filter((each) => each !== undefined);
  const epsilon = options.epsilon ?? EPSILON;
  const { y, aside } = differentiable(normaliseOperation(options, { gamma: options.gamma !== undefined, beta: options.beta !== undefined }), [x, ...given]);
  return { y, mean: at(aside, 0), variance: varianceOf(at(aside, 1), epsilon) };
}

/** The variance behind 1 / sqrt(variance + epsilon), which is what kernels keep. */
export function varianceOf(deviation: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.tidy(() => tf.relu(tf.sub(tf.reciprocal(tf.square(deviation)), epsilon)));
}

const EPSILON = 1e-5;

/** Of x and, if there are any, gamma and beta; beside y it gives the mean and the deviation. */
export function normaliseOperation(options: NormaliseOptions, has: { readonly gamma: boolean; readonly beta: boolean }): Operation {
  return (inputs) => {
    const x = at(inputs, 0);
    const gamma = has.gamma ? at(inputs, 1) : null;
    const beta = has.beta ? at(inputs, has.gamma ? 2 : 1) : null;
    const attributes = resolve(options, x);
    const [y, mean, deviation] = forward(x, gamma, beta, attributes);
    const affine = [gamma, beta].filter((each) => each !== null);
    return {
      y,
      aside: [mean, deviation],
      saved: [x, mean, deviation, ...affine],
      backward: (dy, [x, mean, deviation, ...affine]) => {
        const [gamma, beta] = [has.gamma ? at(affine, 0) : null, has.beta ? at(affine, has.gamma ? 1 : 0) : null];
        const [dx, dgamma, dbeta] = backward(dy, { x, mean, deviation } as Saved, gamma, beta, attributes);
        return [dx, ...(has.gamma ? [dgamma] : []), ...(has.beta ? [dbeta] : [])];
      },
    };
  };
}

interface Saved {
  readonly x: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly deviation: tf.Tensor;
}

function resolve(options: NormaliseOptions, x: tf.Tensor): NormaliseAttributes {
  const { over, groups = 1, epsilon = EPSILON, activation = 'none' } = options;
  const channels = x.shape[x.rank - 1] ?? 0;
  if (x.rank < (over === 'instance' ? 3 : 2)) throw new Error(`expected an array with axes to normalise over, but found [${x.shape.join(', ')}]`);
  if (channels % groups !== 0) throw new Error(`expected a number of channels that ${groups} groups can share, but found ${channels}`);
  return { over, groups: over === 'group' ? groups : 1, epsilon, activation };
}

function forward(x: tf.Tensor, gamma: tf.Tensor | null, beta: tf.Tensor | null, attributes: NormaliseAttributes): [tf.Tensor, tf.Tensor, tf.Tensor] {
  if (hasKernel(KERNELS.normalise)) return runKernel(KERNELS.normalise, { x, gamma, beta }, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const { sets, axes, statistics } = arrange(x, attributes);
  const { mean, variance } = tf.moments(sets, axes, true);
  const deviation = tf.rsqrt(tf.add(variance, attributes.epsilon));
  const z = affine(tf.reshape(tf.mul(tf.sub(sets, mean), deviation), x.shape), gamma, beta);
  return [attributes.activation === 'relu' ? tf.relu(z) : z, tf.reshape(mean, statistics), tf.reshape(deviation, statistics)];
}

function backward(
  dy: tf.Tensor,
  { x, mean, deviation }: Saved,
  gamma: tf.Tensor | null,
  beta: tf.Tensor | null,
  attributes: NormaliseAttributes,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  if (hasKernel(KERNELS.normaliseGradient)) {
    return runKernel(KERNELS.normaliseGradient, { dy, x, mean, deviation, gamma, beta }, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
  }
  const { sets, axes, kept } = arrange(x, attributes);
  const scale = tf.reshape(deviation, kept);
  const centred = tf.mul(tf.sub(sets, tf.reshape(mean, kept)), scale);
  const unit = tf.reshape(centred, x.shape);
  const dz = attributes.activation === 'relu' ? tf.where(tf.greater(affine(unit, gamma, beta), 0), dy, tf.zerosLike(dy)) : dy;
  const channel = x.shape.slice(0, -1).map((_, axis) => axis);
  const dunit = tf.reshape(gamma === null ? dz : tf.mul(dz, gamma), sets.shape);
  const common = tf.add(tf.mean(dunit, axes, true), tf.mul(centred, tf.mean(tf.mul(dunit, centred), axes, true)));
  const dx = tf.reshape(tf.mul(scale, tf.sub(dunit, common)), x.shape);
  return [dx, tf.sum(tf.mul(dz, unit), channel), tf.sum(dz, channel)];
}

function affine(unit: tf.Tensor, gamma: tf.Tensor | null, beta: tf.Tensor | null): tf.Tensor {
  const scaled = gamma === null ? unit : tf.mul(unit, gamma);
  return beta === null ? scaled : tf.add(scaled, beta);
}

interface Arranged {
  /** [batch, place, group, channel of the group]. */
  readonly sets: tf.Tensor;
  /** The axes that share a mean. */
  readonly axes: number[];
  /** The mean's shape with those axes kept as 1. */
  readonly kept: number[];
  /** The mean's shape as callers get it. */
  readonly statistics: number[];
}

/** x with its places in one axis and its channels in groups, so that every rank is one case. */
function arrange(x: tf.Tensor, { over, groups }: NormaliseAttributes): Arranged {
  const batch = x.shape[0] ?? 0;
  const channels = x.shape[x.rank - 1] ?? 0;
  const places = x.shape.slice(1, -1).reduce((a, b) => a * b, 1);
  const perGroup = channels / groups;
  const sets = tf.reshape(x, [batch, places, groups, perGroup]);
  switch (over) {
    case 'batch':
      return { sets, axes: [0, 1], kept: [1, 1, groups, perGroup], statistics: [channels] };
    case 'instance':
      return { sets, axes: [1], kept: [batch, 1, groups, perGroup], statistics: [batch, channels] };
    case 'group':
      return { sets, axes: [1, 3], kept: [batch, 1, groups, 1], statistics: [batch, groups] };
    case 'layer':
      return { sets, axes: [1, 2, 3], kept: [batch, 1, 1, 1], statistics: [batch] };
  }
}
