import type { Machine } from '../../src-main/compute/simd/machine.ts';
import { multiply } from '../../src-main/compute/simd/kernels/matrix-product.ts';
import { moveElements } from '../../src-main/compute/simd/kernels/strided-copy.ts';

/** What the machine can do on the threads that are measured. */
export interface Limits {
  /** Floating point operations per second, in units of 1e9. */
  readonly peakGflops: number;
  /** Bytes read and written per second while large arrays are copied, in units of 1e9. */
  readonly copyGbps: number;
}

/** Rows such that every thread has tasks; the inner size such that a panel and six rows stay in the first-level cache. */
const ROWS = 6 * 512;
const INNER = 256;
const COPY_BYTES = 64 << 20;

/**
 * The fastest product there is: operands that stay in the caches, one panel of
 * columns, so nothing is packed. It comes to what fused multiply-add
 * instructions of 256 bits give.
 */
export function measureLimits(machine: Machine, measureMs = MEASURE_MS): Limits {
  const columns = machine.columns;
  using a = machine.arena.temporary(ROWS * INNER * 4);
  using b = machine.arena.temporary(INNER * columns * 4);
  using out = machine.arena.temporary(ROWS * columns * 4);
  for (const [block, size] of [[a, ROWS * INNER], [b, INNER * columns]] as const) machine.floats(block, size).fill(0.5);
  const product = { a: a.address, b: b.address, out: out.address, m: ROWS, k: INNER, n: columns, turnA: false, turnB: false };
  const productMs = fastest(() => multiply(machine, product), measureMs);
  using from = machine.arena.temporary(COPY_BYTES);
  using to = machine.arena.temporary(COPY_BYTES);
  machine.floats(from, COPY_BYTES / 4).fill(1);
  const copyMs = fastest(() => moveElements(machine, from.address, to.address, 4, [{ size: COPY_BYTES / 4, from: 4, to: 4 }]), measureMs);
  return { peakGflops: (2 * ROWS * INNER * columns) / productMs / 1e6, copyGbps: (2 * COPY_BYTES) / copyMs / 1e6 };
}

const WARM_UP_MS = 100;
const MEASURE_MS = 300;

/** Milliseconds of the fastest of many runs: other programs only ever make one slower. */
export function fastest(run: () => void, measureMs = MEASURE_MS): number {
  for (const began = performance.now(); performance.now() - began < Math.min(WARM_UP_MS, measureMs); ) run();
  let best = Infinity;
  for (const began = performance.now(); performance.now() - began < measureMs; ) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
