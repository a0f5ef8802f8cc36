/** What TensorFlow.js's fused kernels do after their product or convolution. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { MAP } from '../op-codes.ts';
import { add, prelu } from './binary-kernels.ts';
import { mapFloats } from './unary-kernels.ts';

export interface Finish {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

export interface FinishAttributes {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/** Passes over a result, in order. */
type Pass = (backend: SimdBackend, x: TensorInfo) => TensorInfo | null;

export interface SplitFinish {
  /** What the kernel does itself. */
  readonly bias: TensorInfo | null;
  readonly relu: boolean;
  /** What is left to do after it. */
  readonly rest: readonly Pass[];
}

/**
 * Parts what a kernel can do in its registers (a bias per column, then ReLU) from what takes a pass of its own.
 *
 * @param width columns of the result, or null if the kernel can do nothing.
 */
export function splitFinish({ bias, preluActivationWeights }: Finish, { activation = 'linear', leakyreluAlpha = 0 }: FinishAttributes, width: number | null): SplitFinish {
  const ownBias = bias !== undefined && width !== null && bias.shape.at(-1) === width && bias.shape.slice(0, -1).every((size) => size === 1) ? bias : null;
  const relu = activation === 'relu' && width !== null && (bias === undefined || ownBias !== null);
  const rest: Pass[] = [];
  if (bias !== undefined && ownBias === null) rest.push((backend, x) => add(backend, x, bias));
  if (!relu && activation !== 'linear') rest.push(activationPass(activation, leakyreluAlpha, preluActivationWeights));
  return { bias: ownBias, relu, rest };
}

const ACTIVATIONS: Readonly<Record<string, number>> = { relu: MAP.relu, relu6: MAP.relu6, elu: MAP.elu, sigmoid: MAP.sigmoid, leakyrelu: MAP.leakyRelu };

function activationPass(activation: string, alpha: number, weights: TensorInfo | undefined): Pass {
  if (activation === 'prelu' && weights) return (backend, x) => prelu(backend, x, weights);
  const op = ACTIVATIONS[activation];
  if (op === undefined) throw new Error(`expected an activation of linear, prelu, ${Object.keys(ACTIVATIONS).join(', ')}, but found ${activation}`);
  return (backend, x) => mapFloats(backend, x, op, alpha);
}

/** Runs the passes; what lies between is given back. */
export function finished(backend: SimdBackend, x: TensorInfo, rest: readonly Pass[]): TensorInfo {
  let current = x;
  for (const pass of rest) {
    const next = pass(backend, current);
    if (!next) throw new Error('expected float32 tensors of shapes that go together');
    backend.disposeData(current.dataId);
    current = next;
  }
  return current;
}

/** The tensors that a fused kernel was given beside its operands. */
export function given({ bias, preluActivationWeights }: Finish): TensorInfo[] {
  return [bias, preluActivationWeights].filter((each) => each !== undefined);
}

export function areFloats(...infos: readonly TensorInfo[]): boolean {
  return infos.every(({ dtype }) => dtype === 'float32');
}
