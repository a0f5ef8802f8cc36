import { multiply } from './kernels/matrix-product.ts';
import { Machine } from './machine.ts';
import type { TileColumns } from './machine.ts';
import { compileKernels } from './module.ts';

const SIZE = 96;
/** V8 first runs WebAssembly through its baseline compiler; only after so long is the optimised code sure to be timed. */
const WARM_UP_MS = 12;
const ROUNDS = 6;

export interface TileChoice {
  readonly columns: TileColumns;
  /** Floating point operations per second of a product on one thread, in units of 1e9, by tile. */
  readonly gigaflops: Readonly<Record<TileColumns, number>>;
}

/**
 * Times the micro-kernel's two sizes and takes the faster: which that is
 * depends on V8's flags and on the processor, and both give the same bits.
 */
export function chooseTile(): TileChoice {
  const module = compileKernels();
  const benches = ([16, 8] as const).map((columns) => {
    const machine = new Machine({ threads: 1, columns }, module);
    const bytes = SIZE * SIZE * 4;
    const block = machine.arena.allocate(3 * bytes);
    machine.floats(block, 3 * SIZE * SIZE).fill(0.5);
    const product = { a: block.address, b: block.address + bytes, out: block.address + 2 * bytes, m: SIZE, k: SIZE, n: SIZE, turnA: false, turnB: false };
    return { columns, run: () => multiply(machine, product), best: Infinity };
  });
  for (const { run } of benches) {
    for (const began = performance.now(); performance.now() - began < WARM_UP_MS; ) run();
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const bench of benches) bench.best = Math.min(bench.best, timeOf(bench.run));
  }
  const gigaflops = Object.fromEntries(benches.map(({ columns, best }) => [columns, (2 * SIZE ** 3) / best / 1e6])) as Record<TileColumns, number>;
  return { columns: gigaflops[16] >= gigaflops[8] ? 16 : 8, gigaflops };
}

function timeOf(run: () => void): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
