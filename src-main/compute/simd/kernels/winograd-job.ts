import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import type { Forward } from './forward.ts';
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
  const { columns, arena } = machine;
  const k = taps.depths.length * f.inChannels;
  const panels = Math.ceil(f.outChannels / columns);
  using weights = arena.temporary(panels * PLACES * oddLines(k * columns * 4));
  const transform = [f.weights.address, f.weights.panelBytes, weights.address, taps.depths.length, f.inChannels];
  machine.run(TASK.winogradWeights, machine.words(transform), panels * taps.depths.length);
  using flag = arena.temporary(4);
  const notFinite = new Int32Array(arena.memory.buffer, flag.address, 1).fill(0);
  const patches = patchCount(f);
  const { perTask, groups } = divide(f, k, patches, panels);
  const perBlock = Math.min(patchesPerBlock(PLACES * k * 4, MOST_PATCHES), Math.ceil(perTask / ROWS) * ROWS);
  const args = machine.words([
    ...patchWords(machine, f.x, f, taps, { patches, perTask, perBlock }),
    weights.address,
    f.start,
    f.y,
    f.place.image,
    f.place.depth,
    f.place.height,
    f.place.width,
    floatWord(f.relu ? 0 : -Infinity),
    groups,
    flag.address,
  ]);
  machine.run(TASK.winograd, args, Math.ceil(patches / perTask) * groups);
  return notFinite[0] === 0;
}

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
  return products + patches * 10 * (k + f.outChannels) + 10 * k * f.outChannels < 0.95 * directCycles(f, taps);
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
