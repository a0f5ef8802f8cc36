import type { Machine } from '../machine.ts';
import { volume } from './geometry.ts';
import type { Size3, TapRun } from './geometry.ts';

/** Patches, or channels, whose products are computed together. */
export const ROWS = 6;
export const PLACES = 16;
/** What is transformed at a time should stay in the second-level cache while all tiles pass over it. */
const BLOCK_BYTES = 384 * 1024;

/** The 3 x 3 taps that all depth taps share. */
export interface SquareTaps {
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly depths: readonly number[];
}

/** Three runs of three neighbouring taps in each plane, one below the other; null for any other taps. */
export function squareTaps(runs: readonly TapRun[]): SquareTaps | null {
  const [first] = runs;
  if (!first || runs.length % 3 !== 0) return null;
  const fits = runs.every(
    (run, i) => run.count === 3 && run.width === first.width && run.height === first.height + (i % 3) && run.depth === runs[i - (i % 3)]?.depth,
  );
  return fits ? { firstRow: first.height, firstColumn: first.width, depths: runs.filter((_, i) => i % 3 === 0).map(({ depth }) => depth) } : null;
}

/** The part of a convolution that says where patches lie. */
export interface Patched {
  readonly images: number;
  readonly input: Size3;
  readonly inChannels: number;
  readonly output: Size3;
  readonly outChannels: number;
}

export function patchCount({ images, output }: Patched): number {
  return images * output[0] * Math.ceil(output[1] / 2) * Math.ceil(output[2] / 2);
}

/**
 * Cycles of a core that a direct convolution, or its filter gradient, takes: 14 products each.
 *
 * @param byRow it passes over the taps in rows and planes outside the image.
 */
export function directCycles(c: Patched, taps: SquareTaps, byRow: boolean): number {
  const inPlanes = byRow ? share(c.output[0], c.input[0], taps.depths) : 1;
  const inRows = byRow ? share(c.output[1], c.input[1], [0, 1, 2].map((tap) => taps.firstRow + tap)) : 1;
  const products = c.images * volume(c.output) * 9 * taps.depths.length * c.inChannels * c.outChannels;
  return (inPlanes * inRows * products) / 14;
}

/** How many of the taps along an axis lie inside, over all positions. */
function share(positions: number, size: number, taps: readonly number[]): number {
  const inside = taps.reduce((sum, tap) => sum + Math.max(0, Math.min(positions, size - tap) - Math.max(0, -tap)), 0);
  return inside / (positions * taps.length);
}

/** How many patches are transformed at a time, if each takes so many bytes: whole tiles. */
export function patchesPerBlock(patchBytes: number, most: number): number {
  return Math.min(most, Math.max(ROWS, Math.floor(BLOCK_BYTES / patchBytes / ROWS) * ROWS));
}

/** The arguments that assembly/winograd-patches.ts reads. */
export function patchWords(
  machine: Machine,
  x: number,
  c: Patched,
  taps: SquareTaps,
  { patches, perTask, perBlock }: { readonly patches: number; readonly perTask: number; readonly perBlock: number },
): number[] {
  const depths = machine.words(taps.depths);
  return [x, ...c.input, c.inChannels, ...c.output, c.outChannels, taps.firstRow, taps.firstColumn, depths, taps.depths.length, patches, perTask, perBlock];
}

/** A distance of an odd number of cache lines: see assembly/winograd-patches.ts. */
export function oddLines(bytes: number): number {
  return (Math.ceil(bytes / 64) * 64) | 64;
}
