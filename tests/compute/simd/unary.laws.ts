/** Kernels of one tensor, element for element. */
import type { DataType } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawShape, drawValues } from './draws.ts';
import { itAgrees, yardstick } from './harness.ts';
import type { Agreement } from './harness.ts';

/** Exactly rounded operations have no tolerance; polynomials 4e-7, and a few units of the smallest denormal. */
const EXACT: Agreement = {};
const POLYNOMIAL: Agreement = { relative: 4e-7, absolute: 3e-45 };

const FLOAT_KERNELS: Readonly<Record<string, Agreement>> = {
  Relu: EXACT,
  Relu6: EXACT,
  // The plain kernel subtracts in double precision, ours keeps the digits of small numbers.
  Elu: { relative: 4e-7, absolute: 2e-16 },
  Sigmoid: POLYNOMIAL,
  Tanh: POLYNOMIAL,
  Exp: POLYNOMIAL,
  Expm1: POLYNOMIAL,
  Log: POLYNOMIAL,
  Log1p: POLYNOMIAL,
  Sqrt: EXACT,
  Rsqrt: { relative: 2e-7 },
  Square: EXACT,
  Neg: EXACT,
  Abs: EXACT,
  Reciprocal: EXACT,
  // The plain kernel is rough itself: it says e^x below −13.9 and x above 13.9.
  Softplus: { relative: 1.2e-6, absolute: 3e-45 },
  Sign: EXACT,
  Floor: EXACT,
  Ceil: EXACT,
  Round: EXACT,
  IsNan: EXACT,
  IsInf: EXACT,
  IsFinite: EXACT,
};

const CAST_TYPES: readonly DataType[] = ['float32', 'int32', 'bool'];

export function unaryLaws(cases: number): void {
  for (const [name, agreement] of Object.entries(FLOAT_KERNELS)) {
    itAgrees(name, cases, { ...agreement, draw: (chance) => ({ name, inputs: { x: drawSpecial(chance) } }) });
  }
  for (const name of ['Relu', 'Neg', 'Abs', 'Square', 'Sigmoid', 'Floor']) {
    itAgrees(`${name} of int32`, cases, { draw: (chance) => ({ name, inputs: { x: drawValues(chance, drawShape(chance), 'int32') } }) });
  }
  itAgrees('LeakyRelu', cases, { relative: 2e-7, draw: (chance) => ({ name: 'LeakyRelu', inputs: { x: drawSpecial(chance) }, attributes: { alpha: chance() } }) });
  itAgrees('Step', cases, { relative: 1e-7, draw: (chance) => ({ name: 'Step', inputs: { x: drawSpecial(chance) }, attributes: { alpha: chance() } }) });
  itAgrees('ClipByValue', cases, { relative: 1e-7, draw: drawClip });
  itAgrees('LogicalNot', cases, { draw: (chance) => ({ name: 'LogicalNot', inputs: { x: drawValues(chance, drawShape(chance), 'bool') } }) });
  itAgrees('Cast', 2 * cases, { draw: drawCast });
  itAgrees('Fill', cases, { draw: drawFill });
  for (const name of ['ZerosLike', 'OnesLike']) {
    itAgrees(name, cases, { draw: (chance) => ({ name, inputs: { x: drawValues(chance, drawShape(chance), pick(CAST_TYPES, chance)) } }) });
  }
  describe('Cast', castsOnceMore);
}

function drawSpecial(chance: Random) {
  return drawValues(chance, drawShape(chance), 'float32', { special: true, scale: pick([0.01, 1, 5, 40], chance) });
}

function drawClip(chance: Random) {
  const clipValueMin = chance() * 4 - 3;
  return { name: 'ClipByValue', inputs: { x: drawSpecial(chance) }, attributes: { clipValueMin, clipValueMax: clipValueMin + 2 * chance() } };
}

function drawCast(chance: Random) {
  const from = pick(CAST_TYPES, chance);
  const kind = { special: true, scale: pick([3, 1e9, 1e12, 1e30], chance) };
  return { name: 'Cast', inputs: { x: drawValues(chance, drawShape(chance), from, kind) }, attributes: { dtype: pick(CAST_TYPES, chance) } };
}

function drawFill(chance: Random) {
  const dtype = pick(CAST_TYPES, chance);
  const value = dtype === 'bool' ? below(2, chance) : chance() * 100 - 50;
  return { name: 'Fill', inputs: {}, attributes: { shape: drawShape(chance), dtype, value } };
}

function castsOnceMore(): void {
  it('gives a float32 tensor numbers of its own, so that both tensors can be read', () => {
    const { backend } = yardstick();
    const x = backend.makeTensorInfo([3], 'int32', Int32Array.of(1, 2, 3));
    const [y] = yardstick().run({ name: 'Cast', inputs: { x: { shape: [3], dtype: 'int32', values: Int32Array.of(1, 2, 3) } }, attributes: { dtype: 'float32' } });
    expect(y?.values).toEqual(Float32Array.of(1, 2, 3));
    expect(backend.readSync(x.dataId)).toEqual(Int32Array.of(1, 2, 3));
    backend.disposeData(x.dataId);
  });
}
