/** Matrix products, and softmax over their rows. */
import { below, pick } from '../../../src-shared/lib/random.ts';
import type { Random } from '../../../src-shared/lib/random.ts';
import { drawFinish, drawLength, drawShape, drawValues } from './draws.ts';
import { itAgrees } from './harness.ts';
import type { Agreement, KernelCall, Values } from './harness.ts';

export function productLaws(cases: number): void {
  itAgrees('BatchMatMul', 2 * cases, { agreement: rounding, draw: (chance) => drawProduct(chance) });
  itAgrees('BatchMatMul of NaN and infinities', cases, { agreement: rounding, draw: (chance) => drawProduct(chance, { special: 'not finite' }) });
  itAgrees('BatchMatMul of int32', cases, { draw: (chance) => drawProduct(chance, { dtype: 'int32' }) });
  itAgrees('_FusedMatMul', cases, { agreement: rounding, draw: drawFused });
  itAgrees('Softmax', cases, { relative: 1e-5, absolute: 1e-7, draw: (chance) => drawSoftmax(chance, false) });
  itAgrees('Softmax of NaN and infinities', cases, { relative: 1e-5, absolute: 1e-7, draw: (chance) => drawSoftmax(chance, true) });
}

function drawProduct(chance: Random, { special = false as 'not finite' | false, dtype = 'float32' as 'float32' | 'int32', batched = true } = {}): KernelCall {
  const size = () => (below(8, chance) === 0 ? 30 + below(70, chance) : drawLength(chance));
  // Of few rows and whole panels of columns, tasks pack the panels themselves.
  const [m, k, n] = [size(), size(), below(8, chance) === 0 ? 128 : size()];
  const batch = batched ? Array.from({ length: below(3, chance) }, () => 1 + below(3, chance)) : [1];
  // The plain kernel broadcasts only a batch of one.
  const own = () => (batched && below(4, chance) === 0 ? batch.map(() => 1) : batch);
  const [transposeA, transposeB] = [below(2, chance) === 0, below(2, chance) === 0];
  const [batchA, batchB] = [own(), own()];
  const shape = (of: readonly number[], rows: number, columns: number, turned: boolean) => [...of, ...(turned ? [columns, rows] : [rows, columns])];
  return {
    name: 'BatchMatMul',
    inputs: {
      a: drawValues(chance, shape(batchA, m, k, transposeA), dtype, { scale: 1, special }),
      b: drawValues(chance, shape(batchB, k, n, transposeB), dtype, { scale: 1, special }),
    },
    attributes: { transposeA, transposeB },
  };
}

function drawFused(chance: Random): KernelCall {
  const { inputs, attributes } = drawProduct(chance, { batched: below(2, chance) === 0 });
  const { b } = inputs as Readonly<Record<string, Values>>;
  const width = b?.shape.at((attributes as { readonly transposeB: boolean }).transposeB ? -2 : -1) as number;
  const finish = drawFinish(width, chance);
  return { name: '_FusedMatMul', inputs: { ...(inputs as Readonly<Record<string, Values>>), ...finish.inputs }, attributes: { ...attributes, ...finish.attributes } };
}

function drawSoftmax(chance: Random, special: boolean): KernelCall {
  const shape = drawShape(chance, { leastRank: 1 });
  return { name: 'Softmax', inputs: { logits: drawValues(chance, shape, 'float32', { special, scale: 5 }) }, attributes: { dim: pick([-1, shape.length - 1], chance) } };
}

function rounding({ inputs }: KernelCall): Agreement {
  const longest = Math.max(...Object.values(inputs as Readonly<Record<string, Values>>).flatMap(({ shape }) => shape.slice(-2)));
  return { relative: 1e-4, absolute: 3e-7 * longest };
}
