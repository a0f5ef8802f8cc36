/** A share of a window's length from one window to the next: nnU-Net's. */
const STEP = 0.5;
/** The Gaussian's standard deviation as a share of a window's length, and its largest value: nnU-Net's. */
const SIGMA = 1 / 8;
const HIGHEST = 10;
/** The Gaussian ends after so many deviations, as SciPy's filter does. */
const TRUNCATE = 4;

/**
 * Where windows begin along an axis: at most half a window apart, evenly, the
 * last one at the end. 110 voxels in windows of 64 begin at 0, 23 and 46.
 *
 * @param length at least `size`.
 */
export function windowStarts(length: number, size: number): readonly number[] {
  const last = length - size;
  const steps = Math.ceil(last / (size * STEP));
  return Array.from({ length: steps + 1 }, (_, i) => (steps === 0 ? 0 : halfToEven((last * i) / steps)));
}

/** How many windows an image of these lengths is taken in; one that is smaller along an axis is padded. */
export function windowCount(lengths: readonly number[], size: readonly number[]): number {
  return lengths.reduce((product, length, axis) => product * windowStarts(Math.max(length, size[axis] ?? length), size[axis] ?? length).length, 1);
}

/** How whole images are taken in windows of a size, in numbers for a program that is to do the same. */
export interface WindowFacts {
  /** [height, width] or [z, y, x]. */
  readonly size: readonly number[];
  /** From one window to the next at most, in pixels or voxels along each axis. */
  readonly step: readonly number[];
  /** What the logits of a window count by: sigma in pixels or voxels, around the place `size / 2`, rounded down; it ends after `truncate` sigmas. */
  readonly weights: { readonly kind: 'gaussian'; readonly sigma: readonly number[]; readonly truncate: number };
  /** What stands around an image that is smaller than a window. */
  readonly around: number;
}

export function windowFacts(size: readonly number[]): WindowFacts {
  const share = (part: number) => size.map((length) => length * part);
  return { size: [...size], step: share(STEP), weights: { kind: 'gaussian', sigma: share(SIGMA), truncate: TRUNCATE }, around: 0 };
}

/** As NumPy rounds. */
function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/**
 * How much a prediction counts at each place of a window, row-major: a network
 * knows less of what lies at the rim. A Gaussian in the middle, 10 at most, and
 * nowhere 0.
 */
export function windowWeights(size: readonly number[]): Float32Array {
  const axes = size.map(gaussian);
  const count = size.reduce((product, length) => product * length, 1);
  const weights = new Float32Array(count);
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    let rest = i;
    let value = HIGHEST;
    for (let axis = size.length - 1; axis >= 0; axis--) {
      const length = size[axis] as number;
      value *= (axes[axis] as Float64Array)[rest % length] as number;
      rest = Math.floor(rest / length);
    }
    weights[i] = value;
    if (value > 0 && value < least) least = value;
  }
  return weights.map((value) => (value > 0 ? value : least));
}

/** exp(-d² / 2σ²) around the middle, 0 where the filter ends. */
function gaussian(length: number): Float64Array {
  const sigma = length * SIGMA;
  const middle = Math.floor(length / 2);
  const reach = Math.floor(TRUNCATE * sigma + 0.5);
  return Float64Array.from({ length }, (_, i) => (Math.abs(i - middle) > reach ? 0 : Math.exp(-((i - middle) ** 2) / (2 * sigma ** 2))));
}

/** Every set of these axes that can be mirrored at once, none first: 4 of two axes, 8 of three. */
export function mirrorings(axes: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: 2 ** axes.length }, (_, bits) => axes.filter((__, place) => (bits >> place) & 1));
}
