import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import type { Forward } from './forward.ts';
import { volume } from './geometry.ts';
import { packed, packWords } from './panels.ts';
import type { Panels } from './panels.ts';
import { runWinograd } from './winograd-job.ts';

/** Rows of a tile: positions that are computed together. */
export const ROWS = 6;
/** About how much work a task should be: some tens of microseconds. */
const TASK_FLOPS = 4e6;
/** Tasks that a job should have at least, so that threads end together; never a function of the threads. */
const LEAST_TASKS = 8;
const MOST_TASKS = 512;

export function runForward(machine: Machine, f: Forward): void {
  const positions = f.images * volume(f.output);
  if (positions === 0 || runWinograd(machine, f)) return;
  const tapCount = f.taps.reduce((sum, run) => sum + run.count, 0);
  const panels = Math.ceil(f.outChannels / machine.columns);
  const rows = chooseRows(machine, f, tapCount * f.inChannels, panels);
  const byRow = rows !== ROW.gathered;
  const inTasks = byRow && isPackedInTasks(machine, f, tapCount * f.inChannels, positions, panels);
  const { perTask, panelGroups } = inTasks ? { perTask: positions, panelGroups: panels } : divide(f, tapCount * f.inChannels, positions, panels, byRow);
  const blocks = Math.ceil(positions / perTask);
  using weights = inTasks ? IN_TASKS : packed(machine, f.weights);
  const tapRuns = machine.words(f.taps.flatMap((run) => [run.depth, run.height, run.width, run.count]));
  const args = machine.words([
    f.x,
    weights.address,
    f.start,
    f.y,
    ...f.input,
    f.inChannels,
    ...f.output,
    f.outChannels,
    ...f.step,
    tapRuns,
    f.taps.length,
    tapCount,
    machine.columns * 4,
    weights.panelBytes,
    f.place.image,
    f.place.depth,
    f.place.height,
    f.place.width,
    floatWord(f.relu ? 0 : -Infinity),
    positions,
    perTask,
    panelGroups,
    rows,
    Math.min(...f.taps.map((run) => run.width)),
    Math.max(...f.taps.map((run) => run.width + run.count)),
    inTasks ? packWords(machine, f.weights, 0) : 0,
    rows === ROW.copied ? copiedBytes(f) : 0,
  ]);
  machine.run(TASK.convolve, args, blocks * panelGroups);
}

/** Stands for weights that every task packs for itself. */
const IN_TASKS: Panels = { address: 0, panelBytes: 0, [Symbol.dispose]: () => undefined };

/**
 * Whether tasks should pack the panels themselves: of few positions all tiles
 * are computed by one task a panel, which then finds it in its second-level
 * cache; packed beforehand it would go to memory and back.
 */
function isPackedInTasks({ columns, scratchBytes }: Machine, f: Forward, k: number, positions: number, panels: number): boolean {
  const isPlain = f.taps.length === 1 && f.taps[0]?.count === 1 && !reaches(f);
  return isPlain && positions <= ROWS * MOST_TILES && panels >= LEAST_TASKS && f.weights.width % columns === 0 && k * columns * 4 <= scratchBytes - TILE_BYTES;
}

/** Tiles that a task describes before it computes them, and what they take of scratch: see assembly/convolution.ts. */
const MOST_TILES = 48;
const TILE_BYTES = 16 * 1024;

/**
 * How a job falls into tasks: blocks of positions, times groups of panels.
 * Every block reads all weights of its group, every group all inputs of its
 * block; of the divisions into enough tasks, the one that reads least.
 */
function divide(f: Forward, k: number, positions: number, panels: number, byRow: boolean): { readonly perTask: number; readonly panelGroups: number } {
  const flops = 2 * k * f.outChannels * positions;
  const wanted = Math.min(Math.max(flops / TASK_FLOPS, LEAST_TASKS), MOST_TASKS);
  const weightBytes = k * f.outChannels;
  const inputBytes = byRow ? f.images * volume(f.input) * f.inChannels : 2 * positions * k;
  let best = { perTask: positions, panelGroups: 1, cost: Infinity };
  for (let groups = 1; groups <= panels; groups *= 2) {
    const perTask = wholePositions(positions / Math.ceil(wanted / groups), f.output[2], byRow);
    const cost = Math.ceil(positions / perTask) * weightBytes + groups * inputBytes;
    if (cost < best.cost) best = { perTask, panelGroups: groups, cost };
  }
  return best;
}

/** A number of positions that tiles divide well: whole rows, or a multiple of six. */
function wholePositions(wanted: number, width: number, byRow: boolean): number {
  const whole = Math.max(ROWS, Math.ceil(wanted / ROWS) * ROWS);
  if (!byRow || width > 4 * whole) return whole;
  return Math.max(1, Math.round(wanted / width)) * width;
}

/** Copies of a row should stay in the first-level cache, beside a panel of weights, until its tiles have read them. */
const MOST_COPIED_BYTES = 16 * 1024;

/** How a row of positions is read: see `byRow` in assembly/convolution.ts. */
const ROW = { gathered: 0, inPlace: 1, copied: 2 } as const;
type RowKind = (typeof ROW)[keyof typeof ROW];

/**
 * Tiles that stay within a row waste positions where rows are no multiple of
 * six, and where taps reach over its ends either the tiles there are gathered
 * or the whole row is copied; running on over rows wastes none but gathers all.
 * Costs are in cycles, read off the machine code: six per k and panel, some
 * tens for each tile, each gathered run and each copied line.
 */
function chooseRows(machine: Machine, f: Forward, k: number, panels: number): RowKind {
  const width = f.output[2];
  if (mustBeByRow(f, k, machine)) return ROW.inPlace;
  if (width < ROWS) return ROW.gathered;
  const compute = panels * (ROWS * k + 40);
  const gather = ROWS * f.taps.reduce((sum, run) => sum + 25 + (run.count * f.inChannels) / 4, 0);
  const tiles = Math.ceil(width / ROWS) * (compute + 20);
  const costs = new Map<RowKind, number>([
    [ROW.gathered, (width / ROWS) * (compute + gather + 100)],
    [ROW.inPlace, tiles + (reaches(f) ? 2 * gather : 0)],
  ]);
  if (reaches(f) && copiedBytes(f) <= MOST_COPIED_BYTES) costs.set(ROW.copied, tiles + f.taps.length * 25 + copiedBytes(f) / 16);
  return [...costs].reduce((best, each) => (each[1] < best[1] ? each : best))[0];
}

/** Bytes of a row that is copied once for each run of taps. */
function copiedBytes({ output, step, taps, inChannels }: Forward): number {
  return taps.reduce((sum, run) => sum + ((output[2] - 1) * step[2] + run.count) * inChannels * 4, 0);
}

/** Whether rows of `k` values are too long to be gathered, so that tiles must stay where they are read in place. */
function mustBeByRow(f: Forward, k: number, { largestTileBytes }: Machine): boolean {
  const most = largestTileBytes / (ROWS * 4);
  if (k <= most) return false;
  if (f.output[2] >= ROWS && !reaches(f)) return true;
  throw new Error(`expected at most ${Math.floor(most)} inputs of an output of a convolution, but found ${k}`);
}

/** Whether taps reach over the ends of a row: tiles there are gathered. */
function reaches({ output, step, taps, input }: Forward): boolean {
  return taps.some((run) => run.width < 0 || (output[2] - 1) * step[2] + run.width + run.count > input[2]);
}
