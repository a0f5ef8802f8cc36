import { STREAM_TASK } from '../kernels/elementwise.ts';
import type { GivenArray, StandardCase } from './case.ts';
import { draws, whole } from './draws.ts';

/** A few shapes of every standard kernel that is ours. */
export function standardCases(): StandardCase[] {
  return [...convolutions(), ...pools(), ...products(), ...unary(), ...binary(), ...reductions(), ...moving()];
}

/** Small: the plain gradients make lists for every product. Larger shapes are held to written-out sums: own-cases.ts. */
function convolutions(): StandardCase[] {
  const x = draws([1, 3, 5, 3], 1);
  const filter = draws([3, 3, 3, 9], 2);
  const dy = draws([1, 3, 5, 9], 3);
  const flat = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const volume = draws([1, 2, 3, 7, 2], 4);
  const volumeFilter = draws([2, 2, 3, 2, 17], 5);
  const dvolume = draws([1, 2, 3, 7, 17], 6);
  const deep = { strides: [1, 1, 1], pad: 'same', dataFormat: 'NDHWC', dilations: [1, 1, 1] };
  return [
    { kernel: 'Conv2D', inputs: { x, filter }, attributes: flat },
    { kernel: 'Conv2DBackpropInput', inputs: { dy, filter }, attributes: { ...flat, inputShape: x.shape } },
    { kernel: 'Conv2DBackpropFilter', inputs: { x, dy }, attributes: { ...flat, filterShape: filter.shape } },
    { kernel: 'Conv3D', inputs: { x: volume, filter: volumeFilter }, attributes: deep },
    { kernel: 'Conv3DBackpropInputV2', inputs: { dy: dvolume, filter: volumeFilter }, attributes: { ...deep, inputShape: volume.shape } },
    { kernel: 'Conv3DBackpropFilterV2', inputs: { x: volume, dy: dvolume }, attributes: { ...deep, filterShape: volumeFilter.shape } },
    { kernel: 'FusedConv2D', inputs: { x, filter, bias: draws([9], 7) }, attributes: { ...flat, activation: 'relu' } },
  ];
}

function pools(): StandardCase[] {
  const flat = { x: draws([2, 5, 7, 5], 1, -2), attributes: { filterSize: [3, 2], strides: [2, 2], pad: 'valid' }, dy: draws([2, 2, 3, 5], 2) };
  const deep = { x: draws([1, 4, 5, 6, 3], 3, -2), attributes: { filterSize: [3, 2, 2], strides: [1, 1, 2], pad: 'valid' }, dy: draws([1, 2, 4, 3, 3], 4) };
  // The plain MaxPool3DGrad goes wrong where a window's height is not its width.
  return ['Max', 'Avg'].flatMap((kind) => [
    { kernel: `${kind}Pool`, inputs: { x: flat.x }, attributes: { ...flat.attributes, pad: 'same' } },
    { kernel: `${kind}PoolGrad`, inputs: { dy: flat.dy, input: flat.x }, attributes: flat.attributes },
    { kernel: `${kind}Pool3D`, inputs: { x: deep.x }, attributes: { ...deep.attributes, pad: 'same' } },
    { kernel: `${kind}Pool3DGrad`, inputs: { dy: deep.dy, input: deep.x }, attributes: deep.attributes },
  ]);
}

function products(): StandardCase[] {
  const plain = [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => ({
      kernel: 'BatchMatMul',
      inputs: { a: draws(transposeA ? [2, 11, 13] : [2, 13, 11], 1), b: draws(transposeB ? [2, 21, 11] : [2, 11, 21], 2) },
      attributes: { transposeA, transposeB },
    })),
  );
  // So wide that tasks pack the second operand themselves.
  const wide = [false, true].map((transposeB) => ({
    kernel: 'BatchMatMul',
    inputs: { a: draws([13, 11], 1), b: draws(transposeB ? [128, 11] : [11, 128], 2) },
    attributes: { transposeA: false, transposeB },
  }));
  const fused = {
    kernel: '_FusedMatMul',
    inputs: { a: draws([1, 13, 11], 1), b: draws([1, 11, 21], 2), bias: draws([21], 3) },
    attributes: { transposeA: false, transposeB: false, activation: 'relu' },
  };
  return [...plain, ...wide, fused];
}

const ANY_SIGN = ['Relu', 'Relu6', 'Elu', 'Sigmoid', 'Tanh', 'Exp', 'Expm1', 'Softplus', 'Square', 'Neg', 'Abs', 'Sign', 'Floor', 'Ceil', 'Round', 'IsNan', 'IsInf', 'IsFinite', 'ZerosLike', 'OnesLike'];
const POSITIVE = ['Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Reciprocal'];

function unary(): StandardCase[] {
  const x = draws([5, 21], 1, 0, 12);
  const positive = draws([5, 21], 2, 6, 11);
  const flags = whole([5, 21], 3, 0, 1);
  const attributed: readonly (readonly [string, object])[] = [
    ['LeakyRelu', { alpha: 0.2 }],
    ['Step', { alpha: 0.5 }],
    ['ClipByValue', { clipValueMin: -1, clipValueMax: 2 }],
    ['Cast', { dtype: 'int32' }],
  ];
  return [
    ...ANY_SIGN.map((kernel) => ({ kernel, inputs: { x }, attributes: {} })),
    ...POSITIVE.map((kernel) => ({ kernel, inputs: { x: positive }, attributes: {} })),
    ...attributed.map(([kernel, attributes]) => ({ kernel, inputs: { x }, attributes })),
    { kernel: 'Cast', inputs: { x: bool(flags) }, attributes: { dtype: 'float32' } },
    { kernel: 'LogicalNot', inputs: { x: bool(flags) }, attributes: {} },
    { kernel: 'Fill', inputs: {}, attributes: { shape: [3, 7], value: 2.5, dtype: 'float32' } },
    { kernel: 'Softmax', inputs: { logits: x }, attributes: { dim: -1 } },
  ];
}

const ARITHMETIC = ['Add', 'Sub', 'Multiply', 'RealDiv', 'FloorDiv', 'Mod', 'Maximum', 'Minimum', 'SquaredDifference', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'];

function binary(): StandardCase[] {
  const a = draws([4, 3, 9], 1, 3, 4);
  const b = draws([3, 1], 2, 3, 4);
  const condition = bool(whole([4, 3, 9], 3, 0, 1));
  const flags = { a: condition, b: bool(whole([9], 4, 0, 1)) };
  return [
    ...ARITHMETIC.map((kernel) => ({ kernel, inputs: { a, b }, attributes: {} })),
    { kernel: 'Pow', inputs: { a, b }, attributes: {} },
    { kernel: 'LogicalAnd', inputs: flags, attributes: {} },
    { kernel: 'LogicalOr', inputs: flags, attributes: {} },
    { kernel: 'Prelu', inputs: { x: draws([4, 9], 5), alpha: draws([9], 6) }, attributes: {} },
    { kernel: 'EluGrad', inputs: { dy: draws([4, 9], 5), y: draws([4, 9], 6) }, attributes: {} },
    { kernel: 'AddN', inputs: [draws([4, 9], 5), draws([4, 9], 6)], attributes: {} },
    { kernel: 'Select', inputs: { condition, t: draws([4, 3, 9], 7), e: draws([4, 3, 9], 8) }, attributes: {} },
    { kernel: 'Select', inputs: { condition, t: bool(whole([4, 3, 9], 7, 0, 1)), e: bool(whole([4, 3, 9], 8, 0, 1)) }, attributes: {} },
  ];
}

function reductions(): StandardCase[] {
  const x = draws([4, 5, 9], 1);
  const flags = bool(whole([4, 9], 2, 0, 1));
  return [
    ...['Sum', 'Mean', 'Prod', 'Max', 'Min'].flatMap((kernel) =>
      [[0, 1], [2], [1]].map((axis) => ({ kernel, inputs: { x }, attributes: { axis, reductionIndices: axis, keepDims: false } })),
    ),
    // So long that it is summed in chunks.
    { kernel: 'Sum', inputs: { x: draws([2 * STREAM_TASK + 3], 3) }, attributes: { axis: [0], keepDims: false } },
    ...['Any', 'All'].map((kernel) => ({ kernel, inputs: { x: flags }, attributes: { axis: [0], keepDims: false } })),
    ...['ArgMax', 'ArgMin'].map((kernel) => ({ kernel, inputs: { x }, attributes: { axis: 2 } })),
  ];
}

/** Kernels that only move elements. */
function moving(): StandardCase[] {
  const x = draws([4, 5, 9], 1);
  const image = draws([1, 4, 6, 3], 2);
  return [
    { kernel: 'Transpose', inputs: { x }, attributes: { perm: [2, 0, 1] } },
    { kernel: 'Slice', inputs: { x }, attributes: { begin: [1, 0, 2], size: [2, 5, 6] } },
    {
      kernel: 'StridedSlice',
      inputs: { x },
      attributes: { begin: [0, 1, 8], end: [4, 5, 0], strides: [2, 1, -3], beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 },
    },
    {
      kernel: 'ScatterNd',
      inputs: { indices: { data: Int32Array.of(3, 0, 3), shape: [3, 1] }, updates: draws([3, 5], 8) },
      attributes: { shape: [4, 5] },
    },
    { kernel: 'Reverse', inputs: { x }, attributes: { dims: [1] } },
    { kernel: 'Tile', inputs: { x }, attributes: { reps: [1, 2, 3] } },
    { kernel: 'Concat', inputs: [x, draws([4, 2, 9], 3)], attributes: { axis: 1 } },
    { kernel: 'Concat', inputs: [draws([4, 5, 9], 1), draws([4, 5, 3], 3)], attributes: { axis: 2 } },
    { kernel: 'Pack', inputs: [x, draws([4, 5, 9], 3)], attributes: { axis: 1 } },
    { kernel: 'Unpack', inputs: { value: x }, attributes: { axis: 1 } },
    { kernel: 'SplitV', inputs: { x }, attributes: { numOrSizeSplits: [4, 5], axis: 2 } },
    { kernel: 'PadV2', inputs: { x }, attributes: { paddings: [[0, 1], [2, 0], [1, 1]], constantValue: 0.5 } },
    { kernel: 'MirrorPad', inputs: { x }, attributes: { paddings: [[0, 1], [2, 0], [1, 1]], mode: 'reflect' } },
    { kernel: 'GatherV2', inputs: { x, indices: whole([6], 4, 0, 4) }, attributes: { axis: 1, batchDims: 0 } },
    { kernel: 'OneHot', inputs: { indices: whole([7], 5, 0, 4) }, attributes: { depth: 5, onValue: 1, offValue: 0, dtype: 'float32' } },
    { kernel: 'SpaceToBatchND', inputs: { x: image }, attributes: { blockShape: [2, 2], paddings: [[0, 0], [0, 0]] } },
    { kernel: 'BatchToSpaceND', inputs: { x: draws([4, 2, 3, 3], 6) }, attributes: { blockShape: [2, 2], crops: [[0, 0], [0, 0]] } },
    { kernel: 'UnsortedSegmentSum', inputs: { x, segmentIds: whole([4], 7, 0, 2) }, attributes: { numSegments: 3 } },
  ];
}

/** 0 and 1 as a bool tensor. */
function bool({ data, shape }: { readonly data: Int32Array; readonly shape: readonly number[] }): GivenArray {
  return { data: Uint8Array.from(data), shape };
}
