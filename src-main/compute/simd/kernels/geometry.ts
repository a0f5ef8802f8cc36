/** Taps that are neighbours along the width: input offsets of the first, and how many. */
export interface TapRun {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
  readonly count: number;
  /** Which filter taps they are, in order: flat index [depth, height, width]. */
  readonly filterTaps: readonly number[];
}

/** A convolution in three spatial dimensions (two-dimensional ones have depth 1), sizes as [depth, height, width]. */
export interface Geometry {
  readonly images: number;
  readonly input: Size3;
  readonly inChannels: number;
  readonly output: Size3;
  readonly outChannels: number;
  readonly filter: Size3;
  readonly strides: Size3;
  readonly dilations: Size3;
  /** Zeros before the first element of each axis. */
  readonly before: Size3;
}

export type Size3 = readonly [number, number, number];

export function geometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: {
    readonly strides: readonly number[];
    readonly dilations: readonly number[];
    readonly padding: readonly (readonly [number, number])[];
  },
): Geometry {
  const rank = xShape.length - 2;
  const space = (shape: readonly number[], first: number) => toThree(shape.slice(first, first + rank), 1);
  const input = space(xShape, 1);
  const filter = space(filterShape, 0);
  const strides = toThree(attributes.strides, 1);
  const dilations = toThree(attributes.dilations, 1);
  const before = toThree(attributes.padding.map(([first]) => first), 0);
  const after = toThree(attributes.padding.map(([, last]) => last), 0);
  const output = [0, 1, 2].map((axis) => {
    const span = dilations[axis as 0] * (filter[axis as 0] - 1) + 1;
    return Math.max(0, Math.floor((input[axis as 0] + before[axis as 0] + after[axis as 0] - span) / strides[axis as 0]) + 1);
  }) as unknown as Size3;
  return {
    images: xShape[0] as number,
    input,
    inChannels: filterShape[rank] as number,
    output,
    outChannels: filterShape[rank + 1] as number,
    filter,
    strides,
    dilations,
    before,
  };
}

/** The shape of a convolution's result: [image, …spatial, channel] of the rank asked for. */
export function outputShape(g: Geometry, rank: number): number[] {
  return [g.images, ...g.output.slice(3 - rank), g.outChannels];
}

export function volume(size: Size3): number {
  return size[0] * size[1] * size[2];
}

/** One tap, stride 1, nothing padded: rows of pixels are one long row. */
export function isPointwise(g: Geometry): boolean {
  return volume(g.filter) === 1 && g.strides.every((s) => s === 1) && g.output.every((size, axis) => size === g.input[axis]);
}

/** The taps of a convolution as runs, in the order of the filter's rows. */
export function forwardTaps(g: Geometry): TapRun[] {
  const [depth, height, width] = g.filter;
  const runs: TapRun[] = [];
  for (let d = 0; d < depth; d++) {
    for (let h = 0; h < height; h++) {
      const row = (d * height + h) * width;
      const first = { depth: d * g.dilations[0] - g.before[0], height: h * g.dilations[1] - g.before[1] };
      const all = Array.from({ length: width }, (_, w) => row + w);
      if (g.dilations[2] === 1) runs.push({ ...first, width: -g.before[2], count: width, filterTaps: all });
      else for (const w of all.keys()) runs.push({ ...first, width: w * g.dilations[2] - g.before[2], count: 1, filterTaps: [row + w] });
    }
  }
  return runs;
}

/** A phase of the input gradient: the input elements of one remainder along each axis, and the taps that reach them. */
export interface Phase {
  readonly first: Size3;
  readonly size: Size3;
  readonly taps: readonly TapRun[];
}

/**
 * The phases of the gradient with respect to the input. Input element
 * i = r + stride · j sums over the taps k with (r + before − k · dilation)
 * divisible by the stride the gradient at j + (r + before − k · dilation) / stride.
 */
export function inputPhases(g: Geometry): Phase[] {
  const phases: Phase[] = [];
  const remainders = g.strides.map((stride, axis) => Array.from({ length: Math.min(stride, g.input[axis as 0]) }, (_, r) => r));
  for (const d of remainders[0] ?? []) {
    for (const h of remainders[1] ?? []) {
      for (const w of remainders[2] ?? []) phases.push(inputPhase(g, [d, h, w]));
    }
  }
  return phases;
}

function inputPhase(g: Geometry, first: Size3): Phase {
  const [depths, heights, widths] = [0, 1, 2].map((axis) => reach(g, first, axis as 0)) as [Reach[], Reach[], Reach[]];
  const taps: TapRun[] = [];
  for (const d of depths) {
    for (const h of heights) {
      for (const w of widths) {
        const filterTap = (d.tap * g.filter[1] + h.tap) * g.filter[2] + w.tap;
        const last = taps.at(-1);
        if (last && last.depth === d.offset && last.height === h.offset && last.width + last.count === w.offset) {
          taps[taps.length - 1] = { ...last, count: last.count + 1, filterTaps: [...last.filterTaps, filterTap] };
        } else {
          taps.push({ depth: d.offset, height: h.offset, width: w.offset, count: 1, filterTaps: [filterTap] });
        }
      }
    }
  }
  const size = [0, 1, 2].map((axis) => Math.ceil((g.input[axis as 0] - first[axis as 0]) / g.strides[axis as 0])) as unknown as Size3;
  return { first, size, taps };
}

interface Reach {
  readonly tap: number;
  readonly offset: number;
}

/** The taps along one axis that reach a remainder, by rising offset into the gradient. */
function reach(g: Geometry, first: Size3, axis: 0): Reach[] {
  const found: Reach[] = [];
  for (let tap = g.filter[axis] - 1; tap >= 0; tap--) {
    const distance = first[axis] + g.before[axis] - tap * g.dilations[axis];
    if (distance % g.strides[axis] === 0) found.push({ tap, offset: distance / g.strides[axis] });
  }
  return found;
}

function toThree(values: readonly number[], fill: number): Size3 {
  return [...Array.from({ length: 3 - values.length }, () => fill), ...values] as unknown as Size3;
}
