/** Kernels of two tensors with broadcasting, selection and sums of several tensors. */
import type { DataType } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawShape, drawValues, sizeOf } from './draws.ts';
import type { Kind } from './draws.ts';
import { itAgrees, yardstick } from './harness.ts';
import type { Agreement, KernelCall } from './harness.ts';

const NUMBERS: Readonly<Record<string, Agreement>> = {
  Add: {},
  Sub: {},
  Multiply: {},
  Maximum: {},
  Minimum: {},
  SquaredDifference: { relative: 2.5e-7 },
  FloorDiv: {},
  Mod: {},
};

const COMPARISONS = ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'];

export function binaryLaws(cases: number): void {
  for (const [name, agreement] of Object.entries({ ...NUMBERS, RealDiv: {}, Pow: { relative: 2e-7 } })) {
    itAgrees(name, cases, { ...agreement, draw: (chance) => drawPair(name, chance, 'float32', { special: true }) });
  }
  for (const [name, agreement] of Object.entries(NUMBERS)) {
    itAgrees(`${name} of int32`, cases, { ...agreement, draw: (chance) => drawPair(name, chance, 'int32') });
  }
  itAgrees('Pow of positive numbers', cases, { relative: 2e-7, draw: (chance) => drawPair('Pow', chance, 'float32', { positive: true }) });
  itAgrees('Pow with the exponent 2', cases, { relative: 1e-7, draw: drawSquare });
  for (const name of COMPARISONS) {
    itAgrees(name, cases, { draw: (chance) => drawPair(name, chance, pick(['float32', 'int32'], chance), { special: true, scale: 0.7 }) });
  }
  for (const name of ['LogicalAnd', 'LogicalOr', 'Equal', 'NotEqual', 'Add', 'Maximum']) {
    itAgrees(`${name} of bool`, cases, { draw: (chance) => drawPair(name, chance, 'bool') });
  }
  itAgrees('Prelu', cases, { relative: 2e-7, draw: drawPrelu });
  itAgrees('EluGrad', cases, { relative: 2e-7, draw: drawEluGradient });
  itAgrees('AddN', cases, { draw: drawSum });
  itAgrees('Select', cases, { draw: drawSelect });
  describe('broadcasting', refusals);
}

/** Two shapes that fit: equal, a scalar, the last axes only, or axes of length 1 here and there. */
function drawFittingShapes(chance: Random): [number[], number[]] {
  const shape = drawShape(chance);
  const other = [shape, [], shape.slice(below(shape.length + 1, chance)), thinned(shape, chance), thinned(shape, chance)][below(5, chance)] ?? shape;
  const first = below(4, chance) === 0 ? thinned(shape, chance) : shape;
  const pair: [number[], number[]] = [first, [...other]];
  return below(2, chance) === 0 ? pair : [pair[1], pair[0]];
}

function thinned(shape: readonly number[], chance: Random): number[] {
  return shape.map((length) => (below(2, chance) === 0 ? 1 : length));
}

function drawPair(name: string, chance: Random, dtype: DataType, kind: Kind = {}): KernelCall {
  const [a, b] = drawFittingShapes(chance);
  return { name, inputs: { a: drawValues(chance, a, dtype, kind), b: drawValues(chance, b, dtype, kind) } };
}

function drawSquare(chance: Random): KernelCall {
  const a = drawValues(chance, drawShape(chance), 'float32', { special: true });
  return { name: 'Pow', inputs: { a, b: { shape: [], dtype: 'float32', values: Float32Array.of(2) } } };
}

function drawPrelu(chance: Random): KernelCall {
  const [x, alpha] = drawFittingShapes(chance);
  return { name: 'Prelu', inputs: { x: drawValues(chance, x, 'float32', { special: true }), alpha: drawValues(chance, alpha) } };
}

function drawEluGradient(chance: Random): KernelCall {
  const shape = drawShape(chance);
  return { name: 'EluGrad', inputs: { dy: drawValues(chance, shape, 'float32', { special: true }), y: drawValues(chance, shape, 'float32', { special: true, scale: 0.5 }) } };
}

function drawSum(chance: Random): KernelCall {
  const shape = drawShape(chance);
  const dtype = pick<DataType>(['float32', 'int32'], chance);
  return { name: 'AddN', inputs: Array.from({ length: 1 + below(6, chance) }, () => drawValues(chance, shape, dtype, { special: true })) };
}

function drawSelect(chance: Random): KernelCall {
  const shape = drawShape(chance);
  const dtype = pick<DataType>(['float32', 'int32', 'bool'], chance);
  // A condition of lower rank is rare, and has meanings of its own.
  const conditionShape = below(4, chance) === 0 ? shape.slice(0, 1) : shape;
  return {
    name: 'Select',
    inputs: { condition: drawValues(chance, conditionShape, 'bool'), t: drawValues(chance, shape, dtype, { special: true }), e: drawValues(chance, shape, dtype) },
  };
}

function refusals(): void {
  it('refuses shapes that do not fit, as the plain kernel does', () => {
    const of = (shape: number[]) => ({ shape, dtype: 'float32' as const, values: new Float32Array(sizeOf(shape)) });
    expect(() => yardstick().run({ name: 'Add', inputs: { a: of([2, 3]), b: of([4]) } })).toThrow('could not be broadcast');
  });

  it('leaves operands of two types to the plain kernel', () => {
    const a = { shape: [2], dtype: 'float32' as const, values: Float32Array.of(1.5, 2) };
    const b = { shape: [2], dtype: 'int32' as const, values: Int32Array.of(1, 2) };
    expect(yardstick().run({ name: 'Add', inputs: { a, b } })).toEqual([{ shape: [2], dtype: 'float32', values: Float32Array.of(2.5, 4) }]);
  });
}
