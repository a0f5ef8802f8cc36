/** Random tensors for kernel tests. */
import type { DataType } from '@tensorflow/tfjs-core';
import { below, normal, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { arrayOf } from './harness.ts';
import type { Values } from './harness.ts';

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Up to rank 5: mostly small odd sizes, now and then an empty or long axis. */
export function drawShape(chance: Random, { leastRank = 0, mostRank = 5 } = {}): number[] {
  const rank = leastRank + below(mostRank - leastRank + 1, chance);
  const shape = Array.from({ length: rank }, () => drawLength(chance));
  // One in twelve is large enough for several tasks.
  if (rank > 0 && below(12, chance) === 0) {
    const rest = sizeOf(shape.slice(1));
    shape[0] = rest > 0 ? Math.ceil((33_000 + below(40_000, chance)) / rest) : 3;
  }
  return shape;
}

export function drawLength(chance: Random): number {
  const kind = below(40, chance);
  if (kind === 0) return 0;
  if (kind < 8) return 1;
  return 2 + below(kind < 36 ? 6 : 23, chance);
}

export interface Kind {
  /** NaN, infinities, zeros of both signs, huge and tiny numbers here and there; "not finite" leaves out what is finite but overflows in a sum of float32. */
  readonly special?: boolean | 'not finite';
  /** Spread of the numbers. */
  readonly scale?: number;
  readonly positive?: boolean;
}

export function drawValues(chance: Random, shape: readonly number[], dtype: DataType = 'float32', kind: Kind = {}): Values {
  const draw = drawNumber(chance, dtype, kind);
  return { shape, dtype, values: arrayOf(dtype, Array.from({ length: sizeOf(shape) }, draw)) };
}

const NOT_FINITE = [NaN, Infinity, -Infinity, 0, -0];
const SPECIAL = [...NOT_FINITE, 1e-42, -1e-42, 1e38, -1e38, 88, -88, 0.5, 1.5, 2.5, -0.5, 1, -1];

function drawNumber(chance: Random, dtype: DataType, { special = false, scale = 3, positive = false }: Kind): () => number {
  if (dtype === 'bool') return () => below(2, chance);
  if (dtype === 'int32') return () => below(41, chance) - (positive ? 0 : 20);
  const sprinkled = special !== false && below(2, chance) === 0;
  const list = special === 'not finite' ? NOT_FINITE : SPECIAL;
  return () => {
    if (sprinkled && below(9, chance) === 0) return pick(list, chance);
    const value = normal(chance) * scale;
    return positive ? Math.abs(value) : value;
  };
}

/** What a fused kernel does after its product: a bias of some shape, an activation. */
export function drawFinish(width: number, chance: Random): { readonly inputs: Readonly<Record<string, Values>>; readonly attributes: object } {
  const activation = pick(['linear', 'relu', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'], chance);
  const bias = pick([[], [[width]], [[width]], [[1]]], chance).map((shape) => ['bias', drawValues(chance, shape)] as const);
  const alpha = activation === 'prelu' ? [['preluActivationWeights', drawValues(chance, [width])] as const] : [];
  return { inputs: Object.fromEntries([...bias, ...alpha]), attributes: { activation, leakyreluAlpha: 0.2 } };
}
