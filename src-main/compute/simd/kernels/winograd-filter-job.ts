import { TASK } from '../kinds.ts';
import type { Machine } from '../machine.ts';
import { forwardTaps } from './geometry.ts';
import type { Geometry } from './geometry.ts';
import { directCycles, oddLines, patchCount, patchesPerBlock, patchWords, PLACES, ROWS, squareTaps } from './winograd-patches.ts';
import type { SquareTaps } from './winograd-patches.ts';

/** Places that are transformed at a time. */
const OWN_PLACES = 4;
/** Ranges of channels begin where both a tile of six and a vector of four do. */
const CHANNELS = 12;
/** Tasks that a job should have at least, so that threads end together; never a function of the threads. */
const LEAST_TASKS = 16;
const ENOUGH_TASKS = 8;
/** Fewer channels in a task would not be worth another transform of the gradients. */
const LEAST_CHANNELS = 96;
/** Sums that stay in the second-level cache beside a block's operands. */
const MOST_BYTES_OF_ALL_PLACES = 192 * 1024;
const ROWS_OF_PLACES = 4;
/** Sums of all chunks together should stay in the caches. */
const MOST_PARTIAL_BYTES = 4 << 20;
const MOST_PATCHES = 96;

/**
 * Computes the gradient of a convolution with respect to its filter after
 * Winograd where that is faster: see assembly/winograd-filter.ts.
 *
 * @returns whether the result is there; not if the convolution is another one, or something in it is not finite.
 */
export function runWinogradFilter(machine: Machine, x: number, dy: number, out: number, g: Geometry): boolean {
  const taps = squareTaps(forwardTaps(g));
  if (!taps || g.strides.some((step) => step !== 1)) return false;
  const channels = taps.depths.length * g.inChannels;
  const division = divide(g, channels, machine.columns);
  if (!isWorthIt(g, taps, channels, division)) return false;
  const { chunks, perTask, perBlock, channelsPerTask, channelGroups, placeGroups, partialBytes } = division;
  using partials = machine.arena.temporary(chunks * partialBytes);
  using flag = machine.arena.temporary(4);
  const notFinite = new Int32Array(machine.arena.memory.buffer, flag.address, 1).fill(0);
  const channelsPerBackTask = Math.ceil(channels / LEAST_TASKS);
  const make = () =>
    machine.words([
      ...patchWords(machine, x, g, taps, { patches: patchCount(g), perTask, perBlock }),
      dy,
      partials.address,
      chunks,
      channelsPerTask,
      channelGroups,
      out,
      channelsPerBackTask,
      flag.address,
      placeGroups,
    ]);
  machine.run(TASK.winogradFilter, make(), chunks * channelGroups * placeGroups);
  machine.run(TASK.winogradFilterBack, make(), Math.ceil(channels / channelsPerBackTask));
  return notFinite[0] === 0;
}

interface Division {
  readonly chunks: number;
  readonly perTask: number;
  readonly perBlock: number;
  readonly channelsPerTask: number;
  readonly channelGroups: number;
  readonly placeGroups: number;
  /** Sums of a chunk. */
  readonly partialBytes: number;
}

/**
 * Into chunks of patches if their sums are small enough for that; where they
 * are not, into rows of places, which read each input twice, and then into
 * groups of channels, which read the gradients once more each.
 */
function divide(g: Geometry, channels: number, columns: number): Division {
  const patches = patchCount(g);
  const partialBytes = PLACES * upTo(channels, ROWS) * upTo(g.outChannels, columns) * 4;
  const most = Math.max(1, Math.min(LEAST_TASKS, Math.floor(MOST_PARTIAL_BYTES / partialBytes), Math.floor(patches / MOST_PATCHES)));
  const placeGroups = most >= ENOUGH_TASKS && partialBytes <= MOST_BYTES_OF_ALL_PLACES ? 1 : ROWS_OF_PLACES;
  const perTask = Math.ceil(patches / (placeGroups === 1 ? most : Math.min(most, ROWS_OF_PLACES)));
  const chunks = Math.ceil(patches / perTask);
  const wantedGroups = Math.max(1, Math.min(Math.floor(LEAST_TASKS / (chunks * placeGroups)), Math.floor(channels / LEAST_CHANNELS)));
  const channelsPerTask = placeGroups === 1 ? upTo(channels, CHANNELS) : upTo(Math.ceil(channels / wantedGroups), CHANNELS);
  const patchBytes = OWN_PLACES * (oddLines(channelsPerTask * 4) + oddLines(g.outChannels * 4));
  const blocks = Math.ceil(perTask / patchesPerBlock(patchBytes, MOST_PATCHES));
  const perBlock = Math.ceil(perTask / blocks);
  return { chunks, perTask, perBlock, channelsPerTask, channelGroups: Math.ceil(channels / channelsPerTask), placeGroups, partialBytes };
}

/** Whether the products saved are worth the transforms: costs in cycles of a core, fitted to what was measured. */
function isWorthIt(g: Geometry, taps: SquareTaps, channels: number, { chunks, channelGroups }: Division): boolean {
  if (g.inChannels % 4 !== 0 || g.outChannels % 4 !== 0 || channels > MOST_CHANNELS || g.outChannels > MOST_CHANNELS) return false;
  const patches = patchCount(g);
  const products = (patches * PLACES * channels * g.outChannels) / 13;
  const transforms = patches * (200 * taps.depths.length + 8 * (channels + channelGroups * g.outChannels));
  const back = 6 * (chunks + 1) * channels * g.outChannels;
  return products + transforms + back < 0.95 * directCycles(g, taps, true);
}

/** Channels beyond which six patches no longer fit the scratch memory. */
const MOST_CHANNELS = 2048;

function upTo(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
