import { backend_util } from '@tensorflow/tfjs-core';
import type { DataType, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import { TASK } from '../kinds.ts';
import type { TaskKind } from '../kinds.ts';
import { COMBINE, COMBINE_BYTES, COMPARE, MAP } from '../op-codes.ts';
import { planBroadcast } from './broadcast.ts';
import { kernel } from './config.ts';
import { STREAM_TASK, bytesOf, isNumeric, sizeOf } from './elementwise.ts';
import { mapFloats } from './unary-kernels.ts';

interface Pair {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface PairJob {
  readonly kind: TaskKind;
  readonly op: number;
  readonly result: DataType;
}

/** What to do with two operands of one type. */
type Jobs = Readonly<Partial<Record<DataType, PairJob>>>;

/** Applies an operation to two tensors, which are broadcast to a common shape. Null for types that it has no job for. */
function combine(backend: SimdBackend, a: TensorInfo, b: TensorInfo, jobs: Jobs): TensorInfo | null {
  const job = a.dtype === b.dtype ? jobs[a.dtype] : undefined;
  if (!job) return null;
  const shape = sameShape(a.shape, b.shape) ? a.shape : backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const plan = planBroadcast(a.shape, b.shape, shape, bytesOf(a.dtype));
  if (!plan) return null;
  const from = { a: backend.address(a), b: backend.address(b) };
  const y = backend.output(shape, job.result);
  backend.machine.run(job.kind, backend.machine.words([job.op, from.a, from.b, y.address, ...plan.words]), plan.tasks);
  return y.info;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function pairs(kernelName: string, jobs: Jobs): KernelConfig {
  return kernel<Pair, unknown>(kernelName, (backend, { a, b }) => combine(backend, a, b, jobs));
}

const floats = (op: number): Jobs => ({ float32: { kind: TASK.combineWords, op, result: 'float32' } });

const numbers = (float: number, int: number): Jobs => ({ ...floats(float), int32: { kind: TASK.combineWords, op: int, result: 'int32' } });

const comparison = (float: number, int: number): Jobs => ({
  float32: { kind: TASK.compareWords, op: float, result: 'bool' },
  int32: { kind: TASK.compareWords, op: int, result: 'bool' },
});

const bytes = (op: number): Jobs => ({ bool: { kind: TASK.combineBytes, op, result: 'bool' } });

const ADD = numbers(COMBINE.add, COMBINE.addInt);
const POWER = floats(COMBINE.power);
const PRELU = floats(COMBINE.prelu);
const ELU_GRADIENT = floats(COMBINE.eluGradient);
const FLOOR_DIVIDE: Jobs = {
  float32: { kind: TASK.combineWords, op: COMBINE.floorDivide, result: 'int32' },
  int32: { kind: TASK.combineWords, op: COMBINE.floorDivideInt, result: 'int32' },
};

export function add(backend: SimdBackend, a: TensorInfo, b: TensorInfo): TensorInfo | null {
  return combine(backend, a, b, ADD);
}

export function prelu(backend: SimdBackend, x: TensorInfo, alpha: TensorInfo): TensorInfo | null {
  return combine(backend, x, alpha, PRELU);
}

/** Squares are by far the most common powers, and thirty times as fast by themselves. */
const power = kernel<Pair, unknown>('Pow', (backend, { a, b }) => {
  const isSquare = b.shape.length === 0 && b.dtype === 'float32' && backend.values(b)[0] === 2;
  return isSquare ? mapFloats(backend, a, MAP.square) : combine(backend, a, b, POWER);
});

const preluKernel = kernel<{ readonly x: TensorInfo; readonly alpha: TensorInfo }, unknown>('Prelu', (backend, { x, alpha }) => prelu(backend, x, alpha));

const eluGradient = kernel<{ readonly dy: TensorInfo; readonly y: TensorInfo }, unknown>('EluGrad', (backend, { dy, y }) =>
  sameShape(dy.shape, y.shape) ? combine(backend, dy, y, ELU_GRADIENT) : null,
);

const addN = kernel<readonly TensorInfo[], unknown>('AddN', (backend, tensors) => {
  const [first] = tensors;
  if (!first || (first.dtype !== 'float32' && first.dtype !== 'int32')) return null;
  if (!tensors.every((each) => each.dtype === first.dtype && sameShape(each.shape, first.shape))) return null;
  const addresses = tensors.map((each) => backend.address(each));
  const y = backend.output(first.shape, first.dtype);
  const size = sizeOf(first.shape);
  const args = backend.machine.words([y.address, size, STREAM_TASK, first.dtype === 'int32' ? 1 : 0, addresses.length, ...addresses]);
  backend.machine.run(TASK.sumOfTensors, args, Math.ceil(size / STREAM_TASK));
  return y.info;
});

const select = kernel<{ readonly condition: TensorInfo; readonly t: TensorInfo; readonly e: TensorInfo }, unknown>('Select', (backend, { condition, t, e }) => {
  const known = condition.dtype === 'bool' && t.dtype === e.dtype && isNumeric(t.dtype);
  if (!known || !sameShape(condition.shape, t.shape) || !sameShape(t.shape, e.shape)) return null;
  const from = [backend.address(condition), backend.address(t), backend.address(e)];
  const y = backend.output(t.shape, t.dtype);
  const size = sizeOf(t.shape);
  const kind = t.dtype === 'bool' ? TASK.selectBytes : TASK.selectWords;
  backend.machine.run(kind, backend.machine.words([...from, y.address, size, STREAM_TASK]), Math.ceil(size / STREAM_TASK));
  return y.info;
});

export const binaryKernels: readonly KernelConfig[] = [
  pairs('Add', ADD),
  pairs('Sub', numbers(COMBINE.subtract, COMBINE.subtractInt)),
  pairs('Multiply', numbers(COMBINE.multiply, COMBINE.multiplyInt)),
  pairs('RealDiv', floats(COMBINE.divide)),
  pairs('FloorDiv', FLOOR_DIVIDE),
  pairs('Mod', numbers(COMBINE.modulo, COMBINE.moduloInt)),
  pairs('Maximum', numbers(COMBINE.maximum, COMBINE.maximumInt)),
  pairs('Minimum', numbers(COMBINE.minimum, COMBINE.minimumInt)),
  pairs('SquaredDifference', numbers(COMBINE.squaredDifference, COMBINE.squaredDifferenceInt)),
  pairs('Greater', comparison(COMPARE.greater, COMPARE.greaterInt)),
  pairs('GreaterEqual', comparison(COMPARE.greaterEqual, COMPARE.greaterEqualInt)),
  pairs('Less', comparison(COMPARE.less, COMPARE.lessInt)),
  pairs('LessEqual', comparison(COMPARE.lessEqual, COMPARE.lessEqualInt)),
  pairs('Equal', { ...comparison(COMPARE.equal, COMPARE.equalInt), ...bytes(COMBINE_BYTES.equal) }),
  pairs('NotEqual', { ...comparison(COMPARE.notEqual, COMPARE.notEqualInt), ...bytes(COMBINE_BYTES.notEqual) }),
  pairs('LogicalAnd', bytes(COMBINE_BYTES.and)),
  pairs('LogicalOr', bytes(COMBINE_BYTES.or)),
  power,
  preluKernel,
  eluGradient,
  addN,
  select,
];
