import { broadcast_util, util } from '@tensorflow/tfjs-core';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import type { Temporary } from '../arena.ts';
import type { Machine } from '../machine.ts';
import { kernel } from './config.ts';
import { runFilter } from './filter-job.ts';
import { areFloats, finished, given, splitFinish } from './finish.ts';
import type { Finish, FinishAttributes } from './finish.ts';
import { placeOf } from './forward.ts';
import { ROWS, runForward } from './forward-job.ts';
import type { Geometry, Size3, TapRun } from './geometry.ts';
import { rowWeights, turnedWeights, zeroStart } from './panels.ts';

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** [..., m, k] × [..., k, n] → [..., m, n], either operand turned if asked, leading axes broadcast. */
const batchMatMul = kernel<{ a: TensorInfo; b: TensorInfo }, Attributes>('BatchMatMul', (backend, { a, b }, { transposeA, transposeB }) =>
  areFloats(a, b) ? matrixProduct(backend, a, b, transposeA, transposeB) : null,
);

/** The same, then a bias and an activation: a bias per column and ReLU cost nothing on the way out of the registers. */
const fusedMatMul = kernel<{ a: TensorInfo; b: TensorInfo } & Finish, Attributes & FinishAttributes>('_FusedMatMul', (backend, { a, b, ...finish }, attributes) => {
  const { transposeA, transposeB } = attributes;
  if (!areFloats(a, b, ...given(finish))) return null;
  const inner = a.shape.at(transposeA ? -2 : -1);
  const width = b.shape.at(transposeB ? -2 : -1) as number;
  const { bias, relu, rest } = splitFinish(finish, attributes, !transposeA && inner !== 0 ? width : null);
  return finished(backend, matrixProduct(backend, a, b, transposeA, transposeB, bias, relu), rest);
});

export const matrixKernels: readonly KernelConfig[] = [batchMatMul, fusedMatMul];

/** @param bias per column, and `relu`: only where `a` lies as it is read. */
export function matrixProduct(
  backend: SimdBackend,
  a: TensorInfo,
  b: TensorInfo,
  turnA: boolean,
  turnB: boolean,
  bias: TensorInfo | null = null,
  relu = false,
): TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = turnA ? [columnsA, rowsA] : [rowsA, columnsA];
  const [inner, n] = turnB ? [columnsB, rowsB] : [rowsB, columnsB];
  if (inner !== k) throw new Error(`expected matrices that share their inner size, but found [${a.shape}] and [${b.shape}]`);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = backend.output([...batch, m, n]);
  const at = { a: backend.address(a), b: backend.address(b) };
  const placeA = batchPlaces(batchA, batch);
  const placeB = batchPlaces(batchB, batch);
  for (let i = 0; i < util.sizeFromShape(batch); i++) {
    multiply(backend.machine, {
      a: at.a + placeA(i) * m * k * 4,
      b: at.b + placeB(i) * k * n * 4,
      out: out.address + i * m * n * 4,
      m,
      k,
      n,
      turnA,
      turnB,
      bias: bias && backend.values(bias),
      relu,
    });
  }
  return out.info;
}

/** Which matrix of an operand belongs to a matrix of the result, where leading axes of 1 are repeated. */
function batchPlaces(own: readonly number[], whole: readonly number[]): (index: number) => number {
  const shape = [...Array.from({ length: whole.length - own.length }, () => 1), ...own];
  return (index) => {
    let rest = index;
    let place = 0;
    let step = 1;
    for (let axis = whole.length - 1; axis >= 0; axis--) {
      const size = whole[axis] as number;
      const mine = shape[axis] as number;
      if (mine !== 1) place += (rest % size) * step;
      step *= mine;
      rest = Math.floor(rest / size);
    }
    return place;
  };
}

/** A matrix product of [m, k] and [k, n], addresses of row-major matrices; a turned operand lies as [k, m] or [n, k]. */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly turnA: boolean;
  readonly turnB: boolean;
  /** Added to every row, and then ReLU: not with a turned `a`. */
  readonly bias?: ArrayLike<number> | null;
  readonly relu?: boolean;
}

/**
 * A product is a convolution with one tap: rows of `a` are positions, k are
 * channels. With `a` turned it is the filter gradient of one: k are positions.
 */
export function multiply(machine: Machine, p: Product): void {
  if (p.m === 0 || p.n === 0) return;
  if (p.k === 0) {
    new Float32Array(machine.arena.memory.buffer, p.out, p.m * p.n).fill(0);
    return;
  }
  if (p.turnA) {
    multiplyTurned(machine, p);
    return;
  }
  if (p.m < ROWS && ROWS * p.k * 4 > machine.largestTileBytes) {
    multiplyFew(machine, p);
    return;
  }
  using start = zeroStart(machine, p.n);
  if (p.bias) start.values.set(p.bias);
  const line: Size3 = [1, 1, p.m];
  runForward(machine, {
    x: p.a,
    y: p.out,
    weights: p.turnB ? turnedWeights(p.b, ONE_TAP, p.k, p.n) : rowWeights(p.b, 1, p.k, p.n),
    start: start.address,
    input: line,
    inChannels: p.k,
    output: line,
    images: 1,
    outChannels: p.n,
    step: [1, 1, 1],
    taps: ONE_TAP,
    place: placeOf(line, p.n * 4),
    relu: p.relu ?? false,
  });
}

/** Rows that are too few for a tile are gathered; where they are too long for that, they are made up to a tile. */
function multiplyFew(machine: Machine, p: Product): void {
  using a = machine.arena.temporary(ROWS * p.k * 4);
  using out = machine.arena.temporary(ROWS * p.n * 4);
  const { buffer } = machine.arena.memory;
  machine.floats(a, ROWS * p.k).fill(0).set(new Float32Array(buffer, p.a, p.m * p.k));
  multiply(machine, { ...p, a: a.address, out: out.address, m: ROWS });
  new Float32Array(machine.arena.memory.buffer, p.out, p.m * p.n).set(machine.floats(out, p.m * p.n));
}

/** A matrix [rows, columns] as [columns, rows], in a block of its own. */
function turn(machine: Machine, from: number, rows: number, columns: number): Temporary {
  const block = machine.arena.temporary(rows * columns * 4);
  const source = new Float32Array(machine.arena.memory.buffer, from, rows * columns);
  const out = machine.floats(block, rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = source[r * columns + c] as number;
  }
  return block;
}

const ONE_TAP: readonly TapRun[] = [{ depth: 0, height: 0, width: 0, count: 1, filterTaps: [0] }];

function multiplyTurned(machine: Machine, p: Product): void {
  const one: Size3 = [1, 1, 1];
  const g: Geometry = {
    images: 1,
    input: [1, 1, p.k],
    inChannels: p.m,
    output: [1, 1, p.k],
    outChannels: p.n,
    filter: one,
    strides: one,
    dilations: one,
    before: [0, 0, 0],
  };
  if (!p.turnB) {
    runFilter(machine, p.a, p.b, p.out, g);
    return;
  }
  using turned = turn(machine, p.b, p.n, p.k);
  runFilter(machine, p.a, turned.address, p.out, g);
}
