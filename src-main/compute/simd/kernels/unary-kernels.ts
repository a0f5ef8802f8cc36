import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import { MAP, TEST } from '../op-codes.ts';
import { kernel } from './config.ts';
import { elementwise } from './elementwise.ts';

interface Input {
  readonly x: TensorInfo;
}

/** Float32 to float32. */
function floatMap(kernelName: string, op: number): KernelConfig {
  return kernel<Input, unknown>(kernelName, (backend, { x }) => mapFloats(backend, x, op));
}

export function mapFloats(backend: SimdBackend, x: TensorInfo, op: number, p = 0, q = 0): TensorInfo | null {
  return x.dtype === 'float32' ? elementwise(backend, x, { kind: TASK.mapWords, op, result: 'float32', p, q }) : null;
}

/** Float32 to float32, int32 to int32. */
function wordMap(kernelName: string, float: number, int: number): KernelConfig {
  return kernel<Input, unknown>(kernelName, (backend, { x }) => {
    const op = byType(x.dtype, float, int);
    return op === null ? null : elementwise(backend, x, { kind: TASK.mapWords, op, result: x.dtype });
  });
}

function byType(dtype: DataType, float: number, int: number): number | null {
  if (dtype === 'float32') return float;
  return dtype === 'int32' ? int : null;
}

function floatTest(kernelName: string, op: number): KernelConfig {
  return kernel<Input, unknown>(kernelName, (backend, { x }) =>
    x.dtype === 'float32' ? elementwise(backend, x, { kind: TASK.testWords, op, result: 'bool' }) : null,
  );
}

const leakyRelu = kernel<Input, { readonly alpha: number }>('LeakyRelu', (backend, { x }, { alpha }) => mapFloats(backend, x, MAP.leakyRelu, alpha));

const step = kernel<Input, { readonly alpha: number }>('Step', (backend, { x }, { alpha }) => mapFloats(backend, x, MAP.step, alpha));

const clip = kernel<Input, { readonly clipValueMin: number; readonly clipValueMax: number }>(
  'ClipByValue',
  (backend, { x }, { clipValueMin, clipValueMax }) => mapFloats(backend, x, MAP.clip, clipValueMin, clipValueMax),
);

const logicalNot = kernel<Input, unknown>('LogicalNot', (backend, { x }) =>
  x.dtype === 'bool' ? elementwise(backend, x, { kind: TASK.invertBytes, op: 0, result: 'bool' }) : null,
);

export const unaryKernels: readonly KernelConfig[] = [
  wordMap('Relu', MAP.relu, MAP.reluInt),
  wordMap('Neg', MAP.negate, MAP.negateInt),
  wordMap('Abs', MAP.abs, MAP.absInt),
  wordMap('Square', MAP.square, MAP.squareInt),
  floatMap('Relu6', MAP.relu6),
  floatMap('Elu', MAP.elu),
  floatMap('Sigmoid', MAP.sigmoid),
  floatMap('Tanh', MAP.tanh),
  floatMap('Exp', MAP.exp),
  floatMap('Expm1', MAP.expm1),
  floatMap('Log', MAP.log),
  floatMap('Log1p', MAP.log1p),
  floatMap('Sqrt', MAP.sqrt),
  floatMap('Rsqrt', MAP.rsqrt),
  floatMap('Reciprocal', MAP.reciprocal),
  floatMap('Softplus', MAP.softplus),
  floatMap('Sign', MAP.sign),
  floatMap('Floor', MAP.floor),
  floatMap('Ceil', MAP.ceil),
  floatMap('Round', MAP.round),
  floatTest('IsNan', TEST.isNan),
  floatTest('IsInf', TEST.isInfinite),
  floatTest('IsFinite', TEST.isFinite),
  leakyRelu,
  step,
  clip,
  logicalNot,
];
