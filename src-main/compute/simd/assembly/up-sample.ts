/**
 * Up-sampling by whole factors with half-pixel centres, and its gradient. Each
 * axis has a table of where every element of the larger array comes from: two
 * places of the smaller one and the weight of the second. Nearest is the same
 * with a weight of zero.
 */
import { zeroFloats } from './scratch';

export namespace UpSample {
  /** The smaller array, read forward and written backward. */
  export const small: usize = 0;
  export const large: usize = 4;
  export const smallDepth: usize = 8;
  export const smallHeight: usize = 12;
  export const smallWidth: usize = 16;
  export const channels: usize = 20;
  export const largeDepth: usize = 24;
  export const largeHeight: usize = 28;
  export const largeWidth: usize = 32;
  /** [place, place, weight of the second] for every element of the larger array along each axis. */
  export const depths: usize = 36;
  export const heights: usize = 40;
  export const widths: usize = 44;
  /** For the gradient: [first, end) of the larger elements that reach each element of the smaller, along each axis. */
  export const depthReach: usize = 48;
  export const heightReach: usize = 52;
  export const widthReach: usize = 56;
  /** Rows (image, depth, height) of the array that is written, and how many a task takes. */
  export const rows: usize = 60;
  export const rowsPerTask: usize = 64;
}

export function upSample(args: usize, task: i32): void {
  const perTask = load<i32>(args, UpSample.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, UpSample.rows));
  const channels = load<i32>(args, UpSample.channels);
  const width = load<i32>(args, UpSample.largeWidth);
  const lineBytes = <usize>(width * channels) << 2;
  for (let row = first; row < last; ++row) {
    const to = load<usize>(args, UpSample.large) + <usize>row * lineBytes;
    zeroFloats(to, width * channels);
    const plane = row / load<i32>(args, UpSample.largeHeight);
    const image = plane / load<i32>(args, UpSample.largeDepth);
    const z = load<usize>(args, UpSample.depths) + <usize>(plane - image * load<i32>(args, UpSample.largeDepth)) * 12;
    const y = load<usize>(args, UpSample.heights) + <usize>(row - plane * load<i32>(args, UpSample.largeHeight)) * 12;
    for (let corner = 0; corner < 4; ++corner) {
      const weight = share(z, corner >> 1) * share(y, corner & 1);
      if (weight == 0) continue;
      const line = smallLine(args, image, place(z, corner >> 1), place(y, corner & 1));
      addStretched(args, line, to, weight, channels, width);
    }
  }
}

// @ts-ignore: decorator
@inline
function share(entry: usize, which: i32): f32 {
  const second = load<f32>(entry, 8);
  return which ? second : 1 - second;
}

// @ts-ignore: decorator
@inline
function place(entry: usize, which: i32): i32 {
  return which ? load<i32>(entry, 4) : load<i32>(entry);
}

function smallLine(args: usize, image: i32, z: i32, y: i32): usize {
  const row = (image * load<i32>(args, UpSample.smallDepth) + z) * load<i32>(args, UpSample.smallHeight) + y;
  return load<usize>(args, UpSample.small) + (<usize>row * <usize>(load<i32>(args, UpSample.smallWidth) * load<i32>(args, UpSample.channels)) << 2);
}

/** Adds a smaller row, stretched along the width and weighted, to a larger one. */
function addStretched(args: usize, line: usize, to: usize, weight: f32, channels: i32, width: i32): void {
  let entry = load<usize>(args, UpSample.widths);
  for (let x = 0; x < width; ++x) {
    const second = load<f32>(entry, 8);
    addScaled(to, line + (<usize>(load<i32>(entry) * channels) << 2), weight * (1 - second), channels);
    if (second != 0) addScaled(to, line + (<usize>(load<i32>(entry, 4) * channels) << 2), weight * second, channels);
    entry += 12;
    to += <usize>channels << 2;
  }
}

function addScaled(to: usize, from: usize, factor: f32, count: i32): void {
  const f = f32x4.splat(factor);
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const at = <usize>i << 2;
    v128.store(to + at, f32x4.relaxed_madd(v128.load(from + at), f, v128.load(to + at)));
    v128.store(to + at, f32x4.relaxed_madd(v128.load(from + at, 16), f, v128.load(to + at, 16)), 16);
  }
  for (; i < count; ++i) {
    const at = <usize>i << 2;
    v128.store32_lane(to + at, f32x4.relaxed_madd(v128.load32_splat(from + at), f, v128.load32_splat(to + at)), 0);
  }
}

/** Every element of the smaller array gathers from the larger ones that it was spread to. */
export function upSampleGradient(args: usize, task: i32): void {
  const perTask = load<i32>(args, UpSample.rowsPerTask);
  const first = task * perTask;
  const last = min(first + perTask, load<i32>(args, UpSample.rows));
  const channels = load<i32>(args, UpSample.channels);
  const smallWidth = load<i32>(args, UpSample.smallWidth);
  const smallHeight = load<i32>(args, UpSample.smallHeight);
  const smallDepth = load<i32>(args, UpSample.smallDepth);
  for (let row = first; row < last; ++row) {
    const plane = row / smallHeight;
    const image = plane / smallDepth;
    const z = plane - image * smallDepth;
    const y = row - plane * smallHeight;
    const to = load<usize>(args, UpSample.small) + (<usize>row * <usize>(smallWidth * channels) << 2);
    zeroFloats(to, smallWidth * channels);
    const zs = load<usize>(args, UpSample.depthReach) + (<usize>z << 3);
    const ys = load<usize>(args, UpSample.heightReach) + (<usize>y << 3);
    for (let largeZ = load<i32>(zs); largeZ < load<i32>(zs, 4); ++largeZ) {
      const depthWeight = weightOf(load<usize>(args, UpSample.depths) + <usize>largeZ * 12, z);
      for (let largeY = load<i32>(ys); largeY < load<i32>(ys, 4); ++largeY) {
        const weight = depthWeight * weightOf(load<usize>(args, UpSample.heights) + <usize>largeY * 12, y);
        if (weight != 0) gatherRow(args, image, largeZ, largeY, to, weight, channels);
      }
    }
  }
}

/** How much of a larger element came from a smaller one. */
function weightOf(entry: usize, from: i32): f32 {
  const second = load<f32>(entry, 8);
  return (load<i32>(entry) == from ? 1 - second : 0) + (load<i32>(entry, 4) == from ? second : 0);
}

function gatherRow(args: usize, image: i32, z: i32, y: i32, to: usize, weight: f32, channels: i32): void {
  const width = load<i32>(args, UpSample.largeWidth);
  const row = (image * load<i32>(args, UpSample.largeDepth) + z) * load<i32>(args, UpSample.largeHeight) + y;
  const line = load<usize>(args, UpSample.large) + (<usize>row * <usize>(width * channels) << 2);
  const smallWidth = load<i32>(args, UpSample.smallWidth);
  let reach = load<usize>(args, UpSample.widthReach);
  for (let x = 0; x < smallWidth; ++x) {
    for (let large = load<i32>(reach); large < load<i32>(reach, 4); ++large) {
      const own = weightOf(load<usize>(args, UpSample.widths) + <usize>large * 12, x);
      if (own != 0) addScaled(to, line + (<usize>(large * channels) << 2), weight * own, channels);
    }
    reach += 8;
    to += <usize>channels << 2;
  }
}
