/** Kernels that reduce any axes of a tensor. */
import type { DataType } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawShape, drawValues } from './draws.ts';
import type { Kind } from './draws.ts';
import { itAgrees, yardstick } from './harness.ts';
import type { Agreement, KernelCall, Values } from './harness.ts';

export function reductionLaws(cases: number): void {
  for (const name of ['Sum', 'Mean']) {
    itAgrees(`${name} of positive numbers`, cases, { relative: 5e-7, draw: (chance) => drawReduction(name, chance, 'float32', { positive: true }) });
    itAgrees(name, cases, { agreement: roundingOfSum, draw: (chance) => drawReduction(name, chance, 'float32', { scale: 10 }) });
    itAgrees(`${name} with NaN and infinities`, cases, { agreement: roundingOfSum, draw: (chance) => drawReduction(name, chance, 'float32', { special: true }) });
    itAgrees(`${name} of whole numbers`, cases, { relative: 3e-7, absolute: 1e-6, draw: (chance) => drawReduction(name, chance, pick(['int32', 'bool'], chance)) });
  }
  for (const name of ['Max', 'Min']) {
    itAgrees(name, cases, { draw: (chance) => drawReduction(name, chance, 'float32', { special: true }) });
    itAgrees(`${name} of int32`, cases, { draw: (chance) => drawReduction(name, chance, 'int32') });
    itAgrees(`${name} of bool`, cases, { draw: (chance) => drawReduction(name, chance, 'bool') });
  }
  itAgrees('Prod', cases, { relative: 1e-6, draw: (chance) => drawReduction('Prod', chance, 'float32', { special: true, scale: 1.2 }) });
  itAgrees('Prod of whole numbers', cases, { draw: drawSmallProduct });
  for (const name of ['Any', 'All']) {
    itAgrees(name, cases, { draw: (chance) => drawReduction(name, chance, 'bool') });
  }
  for (const name of ['ArgMax', 'ArgMin']) {
    itAgrees(name, cases, { draw: (chance) => drawArgument(name, chance, 'float32', { special: true }) });
    itAgrees(`${name} with many equals`, cases, { draw: (chance) => drawArgument(name, chance, 'int32') });
  }
  describe('sums', exactness);
}

function drawReduction(name: string, chance: Random, dtype: DataType, kind: Kind = {}): KernelCall {
  const shape = drawShape(chance);
  const axes = shape.map((_, axis) => axis).filter(() => below(2, chance) === 0);
  const axis = axes.map((each) => (below(4, chance) === 0 ? each - shape.length : each));
  return {
    name,
    inputs: { x: drawValues(chance, shape, dtype, kind) },
    attributes: { [name === 'Max' ? 'reductionIndices' : 'axis']: axis, keepDims: below(2, chance) === 0 },
  };
}

/** Few factors, so that the product is an int32. */
function drawSmallProduct(chance: Random): KernelCall {
  const shape = [2 + below(3, chance), 1 + below(5, chance), 1 + below(4, chance)];
  const dtype = pick<DataType>(['int32', 'bool'], chance);
  return { name: 'Prod', inputs: { x: drawValues(chance, shape, dtype) }, attributes: { axis: below(3, chance), keepDims: below(2, chance) === 0 } };
}

function drawArgument(name: string, chance: Random, dtype: DataType, kind: Kind = {}): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  return { name, inputs: { x: drawValues(chance, shape, dtype, kind) }, attributes: { axis: below(shape.length, chance) } };
}

/** Sums of numbers with both signs cancel: what counts is how the error stands to the size of the terms. */
function roundingOfSum({ inputs }: KernelCall): Agreement {
  const { values } = (inputs as Readonly<Record<string, Values>>)['x'] as Values;
  const finite = Array.from(values).filter(Number.isFinite);
  const norm = Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0));
  return { relative: 1e-6, absolute: 1e-6 * norm };
}

function exactness(): void {
  it('adds a million times 0.1 to the last bits of float32', () => {
    const values = new Float32Array(1_000_000).fill(0.1);
    const [sum] = yardstick().run({ name: 'Sum', inputs: { x: { shape: [1000, 1000], dtype: 'float32', values } }, attributes: { axis: [0, 1] } });
    expect(Math.abs((sum?.values[0] as number) / (1_000_000 * Math.fround(0.1)) - 1)).toBeLessThan(2e-7);
  });
}
