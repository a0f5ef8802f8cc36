/** Kernels that move elements: every type, exactly. */
import type { DataType } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { below, permutation, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawLength, drawShape, drawValues, sizeOf } from './draws.ts';
import { itAgrees, runPlain, yardstick } from './harness.ts';
import type { KernelCall, Values } from './harness.ts';

export function layoutLaws(cases: number): void {
  itAgrees('Transpose', 2 * cases, { draw: drawTranspose });
  itAgrees('Slice', cases, { draw: drawSlice });
  itAgrees('StridedSlice', cases, { draw: drawStridedSlice });
  itAgrees('Reverse', cases, { draw: drawReverse });
  itAgrees('Tile', cases, { draw: drawTile });
  itAgrees('Concat', cases, { draw: drawConcat });
  itAgrees('Pack', cases, { draw: drawPack });
  itAgrees('Unpack', cases, { draw: drawUnpack });
  itAgrees('SplitV', cases, { draw: drawSplit });
  itAgrees('PadV2', cases, { draw: drawPad });
  itAgrees('MirrorPad', cases, { draw: drawMirrorPad });
  itAgrees('SpaceToBatchND', cases, { draw: drawSpaceToBatch });
  itAgrees('BatchToSpaceND', cases, { draw: drawBatchToSpace });
  itAgrees('GatherV2', cases, { draw: drawGather });
  itAgrees('OneHot', cases, { draw: drawOneHot });
  itAgrees('ScatterNd', cases, { relative: 1e-6, absolute: 1e-6, draw: drawScatter });
  itAgrees('UnsortedSegmentSum', cases, { relative: 1e-6, absolute: 1e-4, draw: drawSegmentSum });
  describe('moved elements', ownMemory);
}

const TYPES: readonly DataType[] = ['float32', 'int32', 'bool'];

function drawAny(chance: Random, shape: readonly number[]): Values {
  return drawValues(chance, shape, pick(TYPES, chance), { special: true });
}

function drawTranspose(chance: Random): KernelCall {
  const shape = drawShape(chance);
  return { name: 'Transpose', inputs: { x: drawAny(chance, shape) }, attributes: { perm: [...permutation(shape.length, chance)] } };
}

/** A begin and a size for each axis. */
function drawPart(chance: Random, shape: readonly number[]): [number, number][] {
  return shape.map((length) => {
    const begin = below(length + 1, chance);
    return [begin, below(length - begin + 1, chance)];
  });
}

function drawSlice(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  const part = below(6, chance) === 0 ? shape.map((length): [number, number] => [0, length]) : drawPart(chance, shape);
  const size = part.map(([begin, length], axis) => (begin + length === shape[axis] && below(2, chance) === 0 ? -1 : length));
  return { name: 'Slice', inputs: { x: drawAny(chance, shape) }, attributes: { begin: part.map(([begin]) => begin), size } };
}

function drawStridedSlice(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1, mostRank: 4 }).map((length) => Math.max(1, length));
  const backwards = shape.map(() => below(4, chance) === 0);
  const strides = backwards.map((back) => (1 + below(3, chance)) * (back ? -1 : 1));
  const ends = shape.map((length) => [below(length, chance), below(length + 1, chance)].toSorted((a, b) => a - b) as [number, number]);
  const begin = ends.map(([low, high], axis) => (backwards[axis] ? Math.max(0, high - 1) : low));
  const end = ends.map(([low, high], axis) => (backwards[axis] ? low - 1 - (low === 0 ? (shape[axis] as number) : 0) : high));
  const masks = { beginMask: below(4, chance), endMask: below(4, chance), ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return { name: 'StridedSlice', inputs: { x: drawAny(chance, shape) }, attributes: { begin, end, strides, ...masks } };
}

function drawReverse(chance: Random): KernelCall {
  const shape = drawShape(chance);
  const dims = shape.map((_, axis) => axis).filter(() => below(2, chance) === 0);
  return { name: 'Reverse', inputs: { x: drawAny(chance, shape) }, attributes: { dims } };
}

function drawTile(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 }).map((length) => Math.min(length, 200));
  return { name: 'Tile', inputs: { x: drawAny(chance, shape) }, attributes: { reps: shape.map(() => below(4, chance)) } };
}

function drawConcat(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  const axis = below(shape.length, chance);
  const dtype = pick(TYPES, chance);
  const inputs = Array.from({ length: 1 + below(4, chance) }, () =>
    drawValues(
      chance,
      shape.map((length, each) => (each === axis ? drawLength(chance) : length)),
      dtype,
    ),
  );
  return { name: 'Concat', inputs, attributes: { axis } };
}

function drawPack(chance: Random): KernelCall {
  const shape = drawShape(chance, { mostRank: 4 });
  const dtype = pick(TYPES, chance);
  const inputs = Array.from({ length: 1 + below(4, chance) }, () => drawValues(chance, shape, dtype));
  return { name: 'Pack', inputs, attributes: { axis: below(shape.length + 1, chance) } };
}

function drawUnpack(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 }).map((length) => Math.min(length, 60));
  return { name: 'Unpack', inputs: { value: drawAny(chance, shape) }, attributes: { axis: below(shape.length, chance) } };
}

function drawSplit(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  const axis = below(shape.length, chance);
  const parts = Array.from({ length: 1 + below(4, chance) }, () => drawLength(chance));
  const whole = shape.map((length, each) => (each === axis ? parts.reduce((a, b) => a + b, 0) : length));
  return { name: 'SplitV', inputs: { x: drawAny(chance, whole) }, attributes: { axis, numOrSizeSplits: parts } };
}

function drawPad(chance: Random): KernelCall {
  const shape = drawShape(chance);
  const paddings = shape.map(() => [below(3, chance), below(3, chance)]);
  return { name: 'PadV2', inputs: { x: drawAny(chance, shape) }, attributes: { paddings, constantValue: below(2, chance) } };
}

function drawMirrorPad(chance: Random): KernelCall {
  const shape = drawShape(chance);
  const mode = pick(['reflect', 'symmetric'], chance);
  const most = (length: number) => Math.max(0, mode === 'reflect' ? length - 1 : length);
  const paddings = shape.map((length) => [below(Math.min(4, most(length) + 1), chance), below(Math.min(4, most(length) + 1), chance)]);
  return { name: 'MirrorPad', inputs: { x: drawAny(chance, shape) }, attributes: { paddings, mode } };
}

function drawSpaceToBatch(chance: Random): KernelCall {
  const blockShape = Array.from({ length: 1 + below(2, chance) }, () => 1 + below(3, chance));
  const paddings = blockShape.map(() => [below(3, chance), below(3, chance)] as [number, number]);
  const space = blockShape.map((block, axis) => {
    const [before, after] = paddings[axis] as [number, number];
    return (1 + below(4, chance)) * block + (2 * block * 3 - before - after);
  });
  const shape = [1 + below(3, chance), ...space, 1 + below(5, chance)];
  return { name: 'SpaceToBatchND', inputs: { x: drawAny(chance, shape) }, attributes: { blockShape, paddings } };
}

function drawBatchToSpace(chance: Random): KernelCall {
  const blockShape = Array.from({ length: 1 + below(2, chance) }, () => 1 + below(3, chance));
  const crops = blockShape.map((block) => [below(block, chance), below(block, chance)]);
  const space = blockShape.map(() => 2 + below(5, chance));
  const shape = [(1 + below(3, chance)) * sizeOf(blockShape), ...space, 1 + below(5, chance)];
  return { name: 'BatchToSpaceND', inputs: { x: drawAny(chance, shape) }, attributes: { blockShape, crops } };
}

function drawGather(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  const batchDims = below(4, chance) === 0 ? Math.min(1, shape.length - 1) : 0;
  const axis = batchDims + below(shape.length - batchDims, chance);
  const indexShape = [...shape.slice(0, batchDims), ...drawShape(chance, { leastRank: 1, mostRank: 2 }).map((length) => Math.min(length, 40))];
  const length = shape[axis] as number;
  const indices = length === 0 ? Int32Array.of() : Int32Array.from({ length: sizeOf(indexShape) }, () => below(length, chance));
  const shapeOfIndices = length === 0 ? [...indexShape.slice(0, -1), 0] : indexShape;
  return {
    name: 'GatherV2',
    inputs: { x: drawAny(chance, shape), indices: { shape: shapeOfIndices, dtype: 'int32', values: indices } },
    attributes: { axis, batchDims },
  };
}

function drawOneHot(chance: Random): KernelCall {
  const indices = drawValues(chance, drawShape(chance, { mostRank: 3 }), 'int32', { positive: true });
  const attributes = { depth: 1 + below(30, chance), onValue: 1 + below(2, chance), offValue: below(2, chance), dtype: pick(TYPES, chance) };
  return { name: 'OneHot', inputs: { indices }, attributes };
}

function drawScatter(chance: Random): KernelCall {
  const shape = Array.from({ length: 1 + below(3, chance) }, () => 1 + below(9, chance));
  const rank = 1 + below(shape.length, chance);
  const count = below(30, chance);
  const indices = Int32Array.from({ length: count * rank }, (_, i) => below(shape[i % rank] as number, chance));
  return {
    name: 'ScatterNd',
    inputs: {
      indices: { shape: [count, rank], dtype: 'int32', values: indices },
      updates: drawValues(chance, [count, ...shape.slice(rank)], pick(['float32', 'int32'], chance)),
    },
    attributes: { shape },
  };
}

function drawSegmentSum(chance: Random): KernelCall {
  const shape = drawShape(chance, { leastRank: 1, mostRank: 3 }).map((length) => Math.min(length, 3000));
  const ids = Int32Array.from({ length: shape[0] as number }, () => below(9, chance) - 1);
  return {
    name: 'UnsortedSegmentSum',
    inputs: { x: drawValues(chance, shape), segmentIds: { shape: [shape[0] as number], dtype: 'int32', values: ids } },
    attributes: { numSegments: 1 + below(10, chance) },
  };
}

/** Kernels whose plain form answers with the memory of its input. */
function ownMemory(): void {
  const x: Values = { shape: [4, 3], dtype: 'float32', values: Float32Array.from({ length: 12 }, (_, i) => i) };
  const calls: readonly KernelCall[] = [
    { name: 'Slice', inputs: { x }, attributes: { begin: [1, 0], size: [2, 3] } },
    { name: 'Slice', inputs: { x }, attributes: { begin: [0, 0], size: [4, 3] } },
    { name: 'SplitV', inputs: { x }, attributes: { axis: 0, numOrSizeSplits: [1, 3] } },
    { name: 'Unpack', inputs: { value: x }, attributes: { axis: 0 } },
    { name: 'StridedSlice', inputs: { x }, attributes: { begin: [1, 0], end: [3, 3], strides: [1, 1], beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 } },
  ];

  for (const call of calls) {
    it(`${call.name} gives tensors that outlive their input`, () => {
      const expected = runPlain(call);
      const found = yardstick().runThen(call, ({ inputs, outputs, read, dispose }) => {
        for (const input of inputs) dispose(input);
        return outputs.map(read);
      });
      expect(found).toEqual(expected.map(({ values }) => values));
    });
  }

  it('reading gives a copy that stays when the tensor goes', () => {
    const found = yardstick().runThen({ name: 'Neg', inputs: { x } }, ({ outputs, read, dispose }) => {
      const values = outputs.map(read);
      for (const output of outputs) dispose(output);
      return values;
    });
    expect(found).toEqual([Float32Array.from({ length: 12 }, (_, i) => -i)]);
  });
}
