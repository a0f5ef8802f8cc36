import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import type { Forward } from './forward.ts';
import { volume } from './geometry.ts';
import type { TapRun } from './geometry.ts';

/** Patches whose products are computed together. */
const ROWS = 6;
const PLACES = 16;
/** About how much work a task should be, and how many a job should have at least: never a function of the threads. */
const TASK_PRODUCTS = 2e6;
const LEAST_TASKS = 8;
/** Transformed inputs of a block should stay in the second-level cache while all panels pass over them. */
const BLOCK_BYTES = 384 * 1024;
const MOST_PATCHES = 48;

/** The 3 x 3 taps that all depth taps share. */
interface Taps {
  readonly firstRow: number;
  readonly firstColumn: number;
  readonly depths: readonly number[];
}

/**
 * Computes a convolution after Winograd where that is faster: see assembly/winograd.ts.
 *
 * @returns whether the result is there; not if the convolution is another one, or something in it is not finite.
 */
export function runWinograd(machine: Machine, f: Forward): boolean {
  const taps = squareTaps(f.taps);
  if (!taps || f.step.some((step) => step !== 1) || !isWorthIt(f, taps.depths.length)) return false;
  const { columns, arena } = machine;
  const k = taps.depths.length * f.inChannels;
  const panels = Math.ceil(f.outChannels / columns);
  using weights = arena.temporary(panels * PLACES * oddLines(k * columns * 4));
  const transform = [f.weights.address, f.weights.panelBytes, weights.address, taps.depths.length, f.inChannels];
  machine.run(TASK.winogradWeights, machine.words(transform), panels * taps.depths.length);
  using flag = arena.temporary(4);
  const notFinite = new Int32Array(arena.memory.buffer, flag.address, 1).fill(0);
  const patches = patchesOf(f);
  const perBlock = patchesPerBlock(k);
  const { perTask, groups } = divide(f, k, patches, panels);
  const depths = machine.words(taps.depths);
  const args = machine.words([
    f.x,
    weights.address,
    f.start,
    f.y,
    ...f.input,
    f.inChannels,
    ...f.output,
    f.outChannels,
    taps.firstRow,
    taps.firstColumn,
    depths,
    taps.depths.length,
    f.place.image,
    f.place.depth,
    f.place.height,
    f.place.width,
    floatWord(f.relu ? 0 : -Infinity),
    patches,
    perTask,
    Math.min(perBlock, Math.ceil(perTask / ROWS) * ROWS),
    groups,
    flag.address,
  ]);
  machine.run(TASK.winograd, args, Math.ceil(patches / perTask) * groups);
  return notFinite[0] === 0;
}

/** Three runs of three neighbouring taps in each plane, one below the other; null for any other taps. */
function squareTaps(runs: readonly TapRun[]): Taps | null {
  const [first] = runs;
  if (!first || runs.length % 3 !== 0) return null;
  const fits = runs.every(
    (run, i) => run.count === 3 && run.width === first.width && run.height === first.height + (i % 3) && run.depth === runs[i - (i % 3)]?.depth,
  );
  return fits ? { firstRow: first.height, firstColumn: first.width, depths: runs.filter((_, i) => i % 3 === 0).map(({ depth }) => depth) } : null;
}

function patchesOf(f: Forward): number {
  return f.images * f.output[0] * Math.ceil(f.output[1] / 2) * Math.ceil(f.output[2] / 2);
}

function patchesPerBlock(k: number): number {
  const fitting = Math.floor(BLOCK_BYTES / (PLACES * k * 4) / ROWS) * ROWS;
  return Math.min(MOST_PATCHES, Math.max(ROWS, fitting));
}

/** The distance of places in assembly/winograd.ts. */
function oddLines(bytes: number): number {
  return (Math.ceil(bytes / 64) * 64) | 64;
}

/** Channels beyond which six patches no longer fit the scratch memory. */
const MOST_K = 2048;

/**
 * Whether the products saved are worth the transforms. Costs are in cycles of a
 * core: sixteen products each when tiles run at their peak, some cycles for
 * each channel of a patch on its way in and out, and for each weight.
 */
function isWorthIt(f: Forward, depthCount: number): boolean {
  const k = depthCount * f.inChannels;
  if (f.inChannels % 4 !== 0 || f.outChannels % 4 !== 0 || k > MOST_K) return false;
  const patches = patchesOf(f);
  const direct = (f.images * volume(f.output) * 9 * k * f.outChannels) / 14;
  const products = (patches * PLACES * k * f.outChannels) / 13;
  return products + patches * 10 * (k + f.outChannels) + 10 * k * f.outChannels < 0.95 * direct;
}

/** Blocks of patches times groups of panels: as in forward-job.ts. */
function divide(f: Forward, k: number, patches: number, panels: number): { readonly perTask: number; readonly groups: number } {
  const wanted = Math.max(LEAST_TASKS, (patches * PLACES * k * f.outChannels) / TASK_PRODUCTS);
  const weightBytes = PLACES * k * f.outChannels;
  const inputBytes = PLACES * patches * k;
  let best = { perTask: patches, groups: 1, cost: Infinity };
  for (let groups = 1; groups <= panels; groups *= 2) {
    const perTask = Math.max(ROWS, Math.ceil(patches / Math.ceil(wanted / groups) / ROWS) * ROWS);
    const cost = Math.ceil(patches / perTask) * weightBytes + 2 * groups * inputBytes;
    if (cost < best.cost) best = { perTask, groups, cost };
  }
  return best;
}
