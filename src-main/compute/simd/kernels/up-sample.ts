import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { KERNELS } from '../../../../src-shared/domain/kernels.ts';
import type { UpSampleAttributes } from '../../../../src-shared/domain/kernels.ts';
import { TASK } from '../kinds.ts';
import type { TaskKind } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { kernel } from './config.ts';
import { divideRows } from './streaming.ts';

/** {x} → [y] */
const upSample = kernel<{ x: TensorInfo }, UpSampleAttributes>(KERNELS.upSample, (backend, { x }, { factors, method }) => {
  const y = backend.output(x.shape.map((length, axis) => length * (factors[axis - 1] ?? 1)));
  run(backend.machine, TASK.upSample, backend.address(x), y.address, x.shape, y.info.shape, method);
  return y.info;
});

/** {dy} → [dx] */
const upSampleGradient = kernel<{ dy: TensorInfo }, UpSampleAttributes>(KERNELS.upSampleGradient, (backend, { dy }, { factors, method }) => {
  const dx = backend.output(dy.shape.map((length, axis) => length / (factors[axis - 1] ?? 1)));
  run(backend.machine, TASK.upSampleGradient, dx.address, backend.address(dy), dx.info.shape, dy.shape, method);
  return dx.info;
});

export const upSampleKernels: readonly KernelConfig[] = [upSample, upSampleGradient];

function run(
  machine: Machine,
  kind: TaskKind,
  small: number,
  large: number,
  smallShape: readonly number[],
  largeShape: readonly number[],
  method: UpSampleAttributes['method'],
): void {
  const sizes = { small: spatial(smallShape), large: spatial(largeShape) };
  const axes = sizes.small.map((length, axis) => axisTable(length, sizes.large[axis] as number, method));
  const channels = smallShape.at(-1) as number;
  const written = kind === TASK.upSample ? sizes.large : sizes.small;
  const rows = (smallShape[0] as number) * (written[0] as number) * (written[1] as number);
  const { perTask, tasks } = divideRows(rows, (sizes.large[2] as number) * channels);
  const tables = axes.flatMap(({ sources, reach }) => [sources, reach]);
  using block = machine.arena.temporary(tables.reduce((sum, table) => sum + table.length, 0) * 4);
  const addresses = place(machine, block.address, tables);
  const at = (table: number) => addresses[table] as number;
  const args = machine.words([
    small,
    large,
    ...sizes.small,
    channels,
    ...sizes.large,
    ...[at(0), at(2), at(4)],
    ...[at(1), at(3), at(5)],
    rows,
    perTask,
  ]);
  machine.run(kind, args, tasks);
}

/** Depth, height and width; a two-dimensional array has depth 1. */
function spatial(shape: readonly number[]): number[] {
  const axes = shape.slice(1, -1);
  return [...Array.from({ length: 3 - axes.length }, () => 1), ...axes];
}

/** Writes tables one after the other; the answer is where each begins. */
function place(machine: Machine, address: number, tables: readonly (readonly number[])[]): number[] {
  let at = address;
  return tables.map((table) => {
    const begin = at;
    new Int32Array(machine.arena.memory.buffer, begin, table.length).set(table);
    at += table.length * 4;
    return begin;
  });
}

/**
 * Where every element of the larger axis comes from (two places, the weight of
 * the second), and which larger elements [first, end) reach each smaller one.
 * Half-pixel centres, edges held.
 */
function axisTable(small: number, large: number, method: UpSampleAttributes['method']): { readonly sources: number[]; readonly reach: number[] } {
  const factor = large / small;
  const sources: number[] = [];
  const reach = Array.from({ length: small * 2 }, (_, i) => (i % 2 === 0 ? large : 0));
  for (let i = 0; i < large; i++) {
    const centre = method === 'nearest' ? Math.floor(i / factor) : Math.max(0, (i + 0.5) / factor - 0.5);
    const first = Math.floor(centre);
    const second = Math.min(small - 1, first + 1);
    const weight = second === first ? 0 : centre - first;
    sources.push(first, second, floatWord(weight));
    for (const from of weight > 0 ? [first, second] : [first]) {
      reach[2 * from] = Math.min(reach[2 * from] as number, i);
      reach[2 * from + 1] = Math.max(reach[2 * from + 1] as number, i + 1);
    }
  }
  return { sources, reach };
}
