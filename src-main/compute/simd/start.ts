import { availableParallelism } from 'node:os';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import type { BackendChoice } from '../../../src-shared/domain/run.ts';
import { SIMD } from './backend.ts';
import { chooseTile } from './choose-tile.ts';
import { Machine } from './machine.ts';
import type { TileColumns } from './machine.ts';
import { HOT_KERNELS, registerSimd } from './register.ts';
import { selfTest } from './self-test/run.ts';

/** More threads than this gain nothing on the networks that fit a CPU. */
const MOST_THREADS = 16;

export interface SimdOptions {
  /** 0 for as many as the machine has. Results do not depend on it. */
  readonly threads: number;
  /** The tile of an earlier attempt, `6x16` or `6x8`; timed if there is none. */
  readonly codePath: string | null;
}

/** Makes `simd` the backend of this process: picks the tile, holds every kernel to its self-test, and says what came of it. */
export async function startSimd({ threads, codePath }: SimdOptions): Promise<BackendChoice> {
  const wanted = threads > 0 ? threads : Math.min(MOST_THREADS, availableParallelism());
  const tile = knownTile(codePath) ?? timedTile();
  const machine = new Machine({ threads: wanted, columns: tile.columns });
  registerSimd(machine);
  const disagreements = selfTest(machine, HOT_KERNELS);
  if (disagreements.length > 0) registerSimd(machine, { without: disagreements.map(({ kernel }) => kernel) });
  await setBackend(SIMD);
  await ready();
  return {
    name: SIMD,
    reason: `the CPU, ${wanted === 1 ? 'one thread' : `${wanted} threads`}; ${tile.reason}`,
    threads: wanted,
    codePath: `6x${tile.columns}`,
    warnings: disagreements.map(({ text }) => text),
  };
}

interface Tile {
  readonly columns: TileColumns;
  readonly reason: string;
}

function knownTile(codePath: string | null): Tile | null {
  if (codePath !== '6x16' && codePath !== '6x8') return null;
  return { columns: codePath === '6x16' ? 16 : 8, reason: `tile ${codePath}, as the run began with` };
}

function timedTile(): Tile {
  const { columns, gigaflops } = chooseTile();
  const other = columns === 16 ? 8 : 16;
  return {
    columns,
    reason: `tile 6x${columns} is the faster (${gigaflops[columns].toFixed(0)} against ${gigaflops[other].toFixed(0)} GFLOP/s a thread)`,
  };
}
