import { copyBox } from '../data/cut-box.ts';
import type { FloatImage } from '../data/image.ts';
import { channelsOf, spatialOf } from '../data/image.ts';
import type { AbstractNetwork } from './network.ts';
import * as tf from '../tf.ts';
import { mirrorings, windowStarts, windowWeights } from './windows.ts';

/** Windows that were cut out of an image, to be computed at once. */
export interface Windows {
  /** [window, …lengths, channel]: zeros where a window reaches beyond the image. */
  readonly values: Float32Array;
  readonly shape: readonly number[];
  /** Where each begins along the axes of the image; below 0 where it begins before it. */
  readonly starts: readonly (readonly number[])[];
}

/** Gives logits, [window, …lengths, class]. */
export type LogitsOf = (windows: Windows) => Promise<Float32Array>;

/** How images are taken through networks in windows. */
export interface WindowPlan {
  readonly logitsOf: LogitsOf;
  /** [height, width] or [z, y, x] of the images that the networks were trained on. */
  readonly window: readonly number[];
  readonly classes: number;
  /** Windows are predicted mirrored along every set of these axes too, and averaged; 0 is the first of the image. */
  readonly mirrorAxes: readonly number[];
  /** Windows that are computed at once. */
  readonly batchSize: number;
}

/** Logits of a part of an image that is done: planes [plane, …, class] from a place along the first axis on. */
export interface DonePlanes {
  readonly from: number;
  readonly count: number;
  /** Valid until the next planes are asked for. */
  readonly logits: Float32Array;
  /** Windows that are done, of how many. */
  readonly windows: number;
  readonly of: number;
}

/**
 * Predicts an image of any size, window by window: windows overlap by half, and
 * their logits are averaged with weights that fall towards their rims, as
 * nnU-Net does it (Isensee et al., Nature Methods 2021). Where the image is
 * smaller than a window, zeros are put around it, which is what `pad` does.
 *
 * Planes along the first axis are given out as soon as no window reaches them
 * any more, so that beside the image only logits of one window's depth are held,
 * however long it is.
 */
export async function* slideWindows(image: FloatImage, plan: WindowPlan): AsyncGenerator<DonePlanes, void, void> {
  const grid = gridOf(spatialOf(image), plan.window);
  const sums = new PlaneSums(grid, plan);
  const [starts, ...across] = grid.starts;
  const rows = across[0] ?? [0];
  const columns = across[1] ?? [0];
  const of = (starts?.length ?? 0) * rows.length * columns.length;
  let windows = 0;
  let given = 0;
  for (const [layer, start] of (starts ?? []).entries()) {
    const places = rows.flatMap((row) => columns.map((column) => [start, row, column] as const));
    for (let at = 0; at < places.length; at += plan.batchSize) {
      const chosen = places.slice(at, at + plan.batchSize);
      await addWindows(image, grid, chosen, plan, sums);
      windows += chosen.length;
      // Between batches too: a plane may take minutes, and whoever waits wants to know.
      if (at + plan.batchSize < places.length) yield { from: given, count: 0, logits: NONE, windows, of };
    }
    const next = starts?.[layer + 1] ?? grid.padded[0];
    const [from, until] = [Math.max(0, start - grid.before[0]), Math.min(grid.lengths[0], next - grid.before[0])];
    const count = Math.max(0, until - from);
    yield { from, count, logits: count > 0 ? sums.take(start, from + grid.before[0], count) : NONE, windows, of };
    given = from + count;
    sums.moveOn(start, next);
  }
}

const NONE = new Float32Array(0);

type Triple = readonly [number, number, number];

/** An image and its windows as three axes: an image has one more in the middle, of length 1, so that its rows stay whole. */
interface Grid {
  readonly lengths: Triple;
  /** The lengths with the zeros around, and how many of these come before. */
  readonly padded: Triple;
  readonly before: Triple;
  readonly window: Triple;
  readonly starts: readonly (readonly number[])[];
  /** Which of the three are the image's own. */
  readonly axes: readonly number[];
}

function gridOf(lengths: readonly number[], window: readonly number[]): Grid {
  if (lengths.length !== window.length) throw new Error(`expected an image of ${window.length} axes, but found ${lengths.length}`);
  const own = triple(lengths);
  const size = triple(window);
  const padded = own.map((length, axis) => Math.max(length, size[axis] ?? 1)) as unknown as Triple;
  const before = padded.map((length, axis) => Math.floor((length - (own[axis] ?? 1)) / 2)) as unknown as Triple;
  return { lengths: own, padded, before, window: size, starts: padded.map((length, axis) => windowStarts(length, size[axis] ?? 1)), axes: lengths.length === 2 ? [0, 2] : [0, 1, 2] };
}

function triple([first = 1, second = 1, third]: readonly number[]): Triple {
  return third === undefined ? [first, 1, second] : [first, second, third];
}

/** Weighted sums of logits over as many planes as a window is deep. */
class PlaneSums {
  readonly #grid: Grid;
  readonly #classes: number;
  readonly #weights: Float32Array;
  readonly #sums: Float32Array;
  readonly #totals: Float32Array;
  /** The plane that the first of the sums is of. */
  #first = 0;

  constructor(grid: Grid, { classes }: WindowPlan) {
    const places = grid.window[0] * grid.padded[1] * grid.padded[2];
    this.#grid = grid;
    this.#classes = classes;
    this.#weights = windowWeights(grid.window);
    this.#sums = new Float32Array(places * classes);
    this.#totals = new Float32Array(places);
  }

  /** Adds the logits of a window, [window, class] from a place of an array on. */
  add([plane, row, column]: Triple, logits: Float32Array, at: number): void {
    const [depth, height, width] = this.#grid.window;
    const [, rows, columns] = this.#grid.padded;
    const classes = this.#classes;
    let from = at;
    for (let z = 0, place = 0; z < depth; z++) {
      for (let y = 0; y < height; y++) {
        let to = ((plane - this.#first + z) * rows + row + y) * columns + column;
        for (let x = 0; x < width; x++, place++, to++) {
          const weight = this.#weights[place] as number;
          this.#totals[to] = (this.#totals[to] as number) + weight;
          for (let k = to * classes; k < (to + 1) * classes; k++) this.#sums[k] = (this.#sums[k] as number) + weight * (logits[from++] as number);
        }
      }
    }
  }

  /** The means of some planes, without what was put around the image. @param start the plane that the layer of windows began with. */
  take(start: number, from: number, count: number): Float32Array {
    const { lengths, padded, before } = this.#grid;
    const classes = this.#classes;
    const result = new Float32Array(count * lengths[1] * lengths[2] * classes);
    let to = 0;
    for (let z = 0; z < count; z++) {
      for (let y = 0; y < lengths[1]; y++) {
        let at = ((from - start + z) * padded[1] + before[1] + y) * padded[2] + before[2];
        for (let x = 0; x < lengths[2]; x++, at++) {
          const total = this.#totals[at] as number;
          for (let k = at * classes; k < (at + 1) * classes; k++) result[to++] = (this.#sums[k] as number) / total;
        }
      }
    }
    return result;
  }

  /** Forgets the planes before the next layer of windows. */
  moveOn(start: number, next: number): void {
    const plane = this.#grid.padded[1] * this.#grid.padded[2];
    const gone = (next - start) * plane;
    this.#totals.copyWithin(0, gone).fill(0, Math.max(0, this.#totals.length - gone));
    this.#sums.copyWithin(0, gone * this.#classes).fill(0, Math.max(0, this.#sums.length - gone * this.#classes));
    this.#first = next;
  }
}

/** Takes windows through the networks, as they are and mirrored, and adds the mean of their logits to the sums. */
async function addWindows(image: FloatImage, grid: Grid, places: readonly Triple[], plan: WindowPlan, sums: PlaneSums): Promise<void> {
  const channels = channelsOf(image);
  const size = grid.window.reduce((product, length) => product * length, 1);
  const cut = new Float32Array(places.length * size * channels);
  const own = (values: Triple) => grid.axes.map((axis) => values[axis] ?? 0);
  const starts = places.map((place) => own(place.map((start, axis) => start - (grid.before[axis] ?? 0)) as unknown as Triple));
  for (const [i, each] of starts.entries()) copyBox(image, each, own(grid.window), cut, i * size * channels);
  const shape = [places.length, ...own(grid.window), channels];
  const sets = mirrorings(plan.mirrorAxes.map((axis) => grid.axes[axis] ?? 0));
  const mean = new Float32Array(places.length * size * plan.classes);
  for (const axes of sets) {
    const given = await plan.logitsOf({ values: mirrored(cut, grid.window, channels, axes), shape, starts });
    if (given.length !== mean.length) throw new Error(`expected ${plan.classes} logits for each of ${places.length * size} places, but found ${given.length} in all`);
    const logits = mirrored(given, grid.window, plan.classes, axes);
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (logits[i] as number) / sets.length;
  }
  for (const [i, place] of places.entries()) sums.add(place, mean, i * size * plan.classes);
}

/** Means of the logits of some networks. */
export function logitsOfNetworks(networks: readonly AbstractNetwork[]): LogitsOf {
  return async ({ values, shape }) => {
    const [first = new Float32Array(0), ...others] = await inTurn(networks, (network) => callNetwork(network, values, shape));
    if (others.length === 0) return first;
    return first.map((value, i) => others.reduce((sum, logits) => sum + (logits[i] as number), value) / networks.length);
  };
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function callNetwork(network: AbstractNetwork, values: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const logits = tf.tidy(() => {
    const { pred } = network.call({ image: tf.tensor(values, [...shape], 'float32') }, { training: false });
    if (!pred) throw new Error('expected the network to give a prediction named pred');
    return pred;
  });
  try {
    return await logits.data<'float32'>();
  } finally {
    logits.dispose();
  }
}

/** Windows one behind the other, [window, channel] each, mirrored along some axes; the same array if along none. */
function mirrored(values: Float32Array, window: Triple, channels: number, axes: readonly number[]): Float32Array {
  if (axes.length === 0) return values;
  const [depth, height, width] = window;
  const size = depth * height * width * channels;
  const result = new Float32Array(values.length);
  const flip = (axis: number, place: number, length: number) => (axes.includes(axis) ? length - 1 - place : place);
  const backwards = axes.includes(2);
  let to = 0;
  for (let start = 0; start < values.length; start += size) {
    for (let z = 0; z < depth; z++) {
      for (let y = 0; y < height; y++) {
        const row = start + (flip(0, z, depth) * height + flip(1, y, height)) * width * channels;
        if (!backwards) result.set(values.subarray(row, row + width * channels), to);
        else for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) result[to + x * channels + c] = values[row + (width - 1 - x) * channels + c] as number;
        to += width * channels;
      }
    }
  }
  return result;
}
