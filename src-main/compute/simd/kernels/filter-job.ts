import { TASK } from '../kinds.ts';
import type { Machine } from '../machine.ts';
import { forwardTaps, isPointwise, volume } from './geometry.ts';
import type { Geometry, TapRun } from './geometry.ts';
import { runWinogradFilter } from './winograd-filter-job.ts';

/** Rows of a tile: elements of the filter that are summed together. */
const ROWS = 6;
/** Tasks that a job should have at least, so that threads end together; never a function of the threads. */
const LEAST_TASKS = 8;

/** The gradient of a convolution with respect to its filter, written to `out`: see assembly/filter-gradient.ts. */
export function runFilter(machine: Machine, x: number, dy: number, out: number, g: Geometry): void {
  const rows = g.images * g.output[0] * g.output[1];
  const filterRows = volume(g.filter) * g.inChannels;
  if (rows * g.output[2] === 0) {
    new Float32Array(machine.arena.memory.buffer, out, filterRows * g.outChannels).fill(0);
    return;
  }
  if (runWinogradFilter(machine, x, dy, out, g)) return;
  const taps = forwardTaps(g);
  runTaps(machine, x, dy, out, g, taps);
  if (!isPadded(g, taps)) return;
  // Anything infinite in the gradients is in what came of them too: the smaller of both is looked through.
  const [dyLength, outLength] = [rows * g.output[2] * g.outChannels, filterRows * g.outChannels];
  if (!(dyLength < outLength ? machine.allFinite(dy, dyLength) : machine.allFinite(out, outLength))) runTaps(machine, x, dy, out, g, taps, true);
}

/** @param inside whether only positions are summed whose taps lie in the image: otherwise zeros stand for what lies beside it, and zero times infinity is NaN. */
function runTaps(machine: Machine, x: number, dy: number, out: number, g: Geometry, runs: readonly TapRun[], inside = false): void {
  const flat = isPointwise(g);
  const rows = g.images * g.output[0] * g.output[1];
  const line = flat ? chooseLine(rows * g.output[2]) : { rows, width: g.output[2] };
  const taps = inside ? runs.flatMap(single) : runs;
  const filterRows = volume(g.filter) * g.inChannels;
  const tiles = taps.reduce((sum, run) => sum + Math.ceil((run.count * g.inChannels) / ROWS), 0);
  const panels = Math.ceil(g.outChannels / machine.columns);
  const chunkBytes = tiles * ROWS * panels * machine.columns * 4;
  const longest = Math.max(...taps.map((run) => run.count)) * g.inChannels;
  const fitting = blockRows(line.width, longest, g, machine.scratchBytes);
  const direct =
    !inside &&
    g.outChannels % machine.columns === 0 &&
    taps.every((run) => run.count * g.inChannels >= ROWS) &&
    line.rows <= fitting.inScratch &&
    line.rows * line.width <= DIRECT_POSITIONS;
  const rowsPerBlock = direct ? line.rows : Math.min(fitting.inCache, fitting.inScratch);
  const chunks = direct ? 1 : chunkCount(line.rows, rowsPerBlock, chunkBytes);
  const rowsPerChunk = Math.ceil(line.rows / chunks);
  const groups = Math.min(tiles, Math.max(1, Math.ceil(LEAST_TASKS / chunks)));
  using partials = machine.arena.temporary(direct ? 0 : chunks * chunkBytes);
  const rowsPerTask = Math.ceil(filterRows / LEAST_TASKS);
  const make = () => {
    const tapRuns = machine.words(taps.flatMap((run) => [run.depth, run.height, run.width, run.count]));
    return machine.words([
      x,
      dy,
      partials.address,
      ...(flat ? [1, line.rows, line.width] : g.input),
      g.inChannels,
      ...(flat ? [1, line.rows, line.width] : g.output),
      g.outChannels,
      ...g.strides,
      tapRuns,
      taps.length,
      line.rows,
      rowsPerChunk,
      rowsPerBlock,
      chunks,
      groups,
      tiles,
      out,
      rowsPerTask,
      direct ? 1 : 0,
      inside ? 1 : 0,
    ]);
  };
  machine.run(TASK.filterGradient, make(), chunks * groups);
  if (!direct) machine.run(TASK.addPartials, make(), Math.ceil(filterRows / rowsPerTask));
}

function single(run: TapRun): TapRun[] {
  return run.filterTaps.map((tap, i) => ({ ...run, width: run.width + i, count: 1, filterTaps: [tap] }));
}

/** Whether a tap at the left or right reads zeros beside the image; rows above and below it are left out. */
function isPadded(g: Geometry, taps: readonly TapRun[]): boolean {
  return taps.some(({ width, count }) => width < 0 || (g.output[2] - 1) * g.strides[2] + width + count > g.input[2]);
}

/** Positions without an order of their own, in lines that blocks can be made of. */
function chooseLine(positions: number): { readonly rows: number; readonly width: number } {
  for (let width = Math.min(positions, 256); width >= 16; width--) {
    if (positions % width === 0) return { rows: positions / width, width };
  }
  return { rows: 1, width: positions };
}

/** What a block reads should stay in the second-level cache while all tiles pass over it. */
const BLOCK_BYTES = 192 * 1024;
/** So few positions are one block even if they are more than that: sums need no second pass. */
const DIRECT_POSITIONS = 256;

/** Rows of positions whose operands fit the cache, and whose gathered parts fit the scratch memory. */
function blockRows(width: number, longestRun: number, g: Geometry, scratchBytes: number): { readonly inCache: number; readonly inScratch: number } {
  const rowBytes = width * (g.inChannels * g.strides[2] + g.outChannels) * 4;
  const gathered = (width < 16 ? width : 2 * g.filter[2]) * longestRun * 4 + 64;
  return {
    inCache: Math.max(1, Math.floor(BLOCK_BYTES / rowBytes)),
    inScratch: Math.max(1, Math.floor((scratchBytes - 8192) / gathered)),
  };
}

/** Partial sums: enough to keep threads busy, few and small enough to add up quickly. */
function chunkCount(rows: number, rowsPerBlock: number, chunkBytes: number): number {
  const most = Math.max(1, Math.floor((2 * 1024 * 1024) / chunkBytes));
  return Math.max(1, Math.min(LEAST_TASKS, most, Math.ceil(rows / rowsPerBlock)));
}
