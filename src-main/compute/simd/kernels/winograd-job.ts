import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import type { Forward } from './forward.ts';
import { packWords } from './panels.ts';
import { directCycles, oddLines, patchCount, patchesPerBlock, patchWords, PLACES, ROWS, squareTaps } from './winograd-patches.ts';
import type { SquareTaps } from './winograd-patches.ts';

/** About how much work a task should be, and how many a job should have at least: never a function of the threads. */
const TASK_PRODUCTS = 2e6;
const LEAST_TASKS = 8;
const MOST_PATCHES = 48;

/**
 * Computes a convolution after Winograd where that is faster: see assembly/winograd.ts.
 *
 * @returns whether the result is there; not if the convolution is another one, or something in it is not finite.
 */
export function runWinograd(machine: Machine, f: Forward): boolean {
  const taps = squareTaps(f.taps);
  if (!taps || f.step.some((step) => step !== 1) || !isWorthIt(f, taps)) return false;
  using flag = machine.arena.temporary(4);
  const notFinite = new Int32Array(machine.arena.memory.buffer, flag.address, 1).fill(0);
  const job = { f, taps, k: taps.depths.length * f.inChannels, patches: patchCount(f), panels: Math.ceil(f.outChannels / machine.columns), flag: flag.address };
  if (isDeep(job)) runByPanels(machine, job);
  else runByPatches(machine, job);
  return notFinite[0] === 0;
}

interface Job {
  readonly f: Forward;
  readonly taps: SquareTaps;
  /** Channels, depth taps included. */
  readonly k: number;
  readonly patches: number;
  readonly panels: number;
  readonly flag: number;
}

/** Weights are transformed first; a task transforms the inputs of its patches. */
function runByPatches(machine: Machine, job: Job): void {
  const { f, taps, k, patches, panels } = job;
  using weights = machine.arena.temporary(panels * PLACES * oddLines(k * machine.columns * 4));
  const transform = machine.words([packWords(machine, f.weights, 0), weights.address, taps.depths.length]);
  machine.run(TASK.winogradWeights, transform, panels * taps.depths.length);
  const { perTask, groups } = divide(f, k, patches, panels);
  const perBlock = Math.min(patchesPerBlock(PLACES * k * 4, MOST_PATCHES), Math.ceil(perTask / ROWS) * ROWS);
  machine.run(TASK.winograd, wordsOf(machine, job, { perTask, perBlock, groups, weights: weights.address }), Math.ceil(patches / perTask) * groups);
}

/** Inputs are transformed first; a task transforms the weights of its panel. */
function runByPanels(machine: Machine, job: Job): void {
  const { k, patches, panels } = job;
  const placeBytes = oddLines(patches * k * 4);
  // The last tile of six may read on behind the last patch.
  using inputs = machine.arena.temporary(PLACES * placeBytes + ROWS * k * 4);
  const perInputTask = Math.ceil(patches / LEAST_TASKS);
  const perBlock = Math.min(MOST_PATCHES, Math.ceil(patches / ROWS) * ROWS);
  const make = () => wordsOf(machine, job, { perTask: patches, perBlock, groups: panels, inputs: inputs.address, placeBytes, perInputTask });
  machine.run(TASK.winogradInput, make(), Math.ceil(patches / perInputTask));
  machine.run(TASK.winograd, make(), panels);
}

interface Division {
  readonly perTask: number;
  readonly perBlock: number;
  readonly groups: number;
  readonly weights?: number;
  readonly inputs?: number;
  readonly placeBytes?: number;
  readonly perInputTask?: number;
}

function wordsOf(machine: Machine, { f, taps, patches, flag }: Job, { perTask, perBlock, groups, weights = 0, inputs = 0, placeBytes = 0, perInputTask = 0 }: Division): number {
  const { image, depth, height, width } = f.place;
  return machine.words([
    ...patchWords(machine, f.x, f, taps, { patches, perTask, perBlock }),
    weights,
    f.start,
    f.y,
    image,
    depth,
    height,
    width,
    floatWord(f.relu ? 0 : -Infinity),
    groups,
    flag,
    packWords(machine, f.weights, 0),
    inputs,
    placeBytes,
    perInputTask,
  ]);
}

/** Few patches and many weights: there are panels enough for all threads, and a panel's weights fit the scratch memory. */
function isDeep({ k, patches, panels }: Job): boolean {
  return patches <= MOST_DEEP_PATCHES && panels >= LEAST_TASKS && k <= MOST_DEEP_K;
}

const MOST_DEEP_PATCHES = 128;
const MOST_DEEP_K = 512;

/** Channels beyond which six patches no longer fit the scratch memory. */
const MOST_K = 2048;

/**
 * Whether the products saved are worth the transforms. Costs are in cycles of a
 * core: sixteen products each when tiles run at their peak, some cycles for
 * each channel of a patch on its way in and out, and for each weight.
 */
function isWorthIt(f: Forward, taps: SquareTaps): boolean {
  const k = taps.depths.length * f.inChannels;
  if (f.inChannels % 4 !== 0 || f.outChannels % 4 !== 0 || k > MOST_K) return false;
  const patches = patchCount(f);
  const products = (patches * PLACES * k * f.outChannels) / 13;
  return products + patches * 10 * (k + f.outChannels) + 10 * k * f.outChannels < 0.95 * directCycles(f, taps, f.output[2] >= ROWS);
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
