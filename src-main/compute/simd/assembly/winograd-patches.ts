/**
 * What both of Winograd's ways share (winograd.ts, winograd-filter.ts): where
 * patches lie, and the transform of their inputs. A patch is 2 x 2 results and
 * the 4 x 4 inputs that they depend on; the transform gives 16 values a
 * channel, called places, four for each pair of rows of inputs.
 */
import { copyColumns } from './convolution';
import { zeroFloats } from './scratch';

/** Arguments, in bytes from their beginning; shapes are elements. Those of each way follow at `size`. */
export namespace Patches {
  export const x: usize = 0;
  export const inDepth: usize = 4;
  export const inHeight: usize = 8;
  export const inWidth: usize = 12;
  export const inChannels: usize = 16;
  export const outDepth: usize = 20;
  export const outHeight: usize = 24;
  export const outWidth: usize = 28;
  export const outChannels: usize = 32;
  /** Input element of the first tap, from a position's own. */
  export const firstRow: usize = 36;
  export const firstColumn: usize = 40;
  /** Input planes of the depth taps, from a position's own. */
  export const depths: usize = 44;
  export const depthCount: usize = 48;
  /** Patches in all, in a task, and in what stays in the second-level cache. */
  export const patches: usize = 52;
  export const patchesPerTask: usize = 56;
  export const patchesPerBlock: usize = 60;
  export const size: usize = 64;
}

export const PLACES: i32 = 16;

/**
 * A distance of an odd number of cache lines: sixteen streams at such a
 * distance lie in different sets of the first-level cache, at most others they
 * would drive each other out of it.
 */
// @ts-ignore: decorator
@inline
export function oddLines(bytes: usize): usize {
  return ((bytes + 63) & ~63) | 64;
}

/** The patch that was entered last. */
export let image: i32 = 0;
export let plane: i32 = 0;
export let patchRow: i32 = 0;
export let patchColumn: i32 = 0;

export function enterPatch(args: usize, patch: i32): void {
  const wide = (load<i32>(args, Patches.outWidth) + 1) >> 1;
  const high = (load<i32>(args, Patches.outHeight) + 1) >> 1;
  const depth = load<i32>(args, Patches.outDepth);
  const row = patch / wide;
  const slice = row / high;
  patchColumn = patch - row * wide;
  patchRow = row - slice * high;
  image = slice / depth;
  plane = slice - image * depth;
}

/** The input plane of the entered patch at a depth tap, or 0 where it lies outside. */
export function planeOf(args: usize, tap: i32): usize {
  const inDepth = load<i32>(args, Patches.inDepth);
  const z = plane + load<i32>(load<usize>(args, Patches.depths) + (<usize>tap << 2));
  if (z < 0 || z >= inDepth) return 0;
  const planeBytes = (load<usize>(args, Patches.inHeight) * load<usize>(args, Patches.inWidth) * load<usize>(args, Patches.inChannels)) << 2;
  return load<usize>(args, Patches.x) + <usize>(image * inDepth + z) * planeBytes;
}

/** Four inputs of the entered patch's row: where they lie, or, where some lie outside, copied to `spare` with zeros. */
export function patchLine(args: usize, source: usize, line: i32, spare: usize): usize {
  const inWidth = load<i32>(args, Patches.inWidth);
  const channels = load<i32>(args, Patches.inChannels);
  const row = 2 * patchRow + load<i32>(args, Patches.firstRow) + line;
  const column = 2 * patchColumn + load<i32>(args, Patches.firstColumn);
  if (row < 0 || row >= load<i32>(args, Patches.inHeight)) {
    zeroFloats(spare, 4 * channels);
    return spare;
  }
  const from = source + (<usize>(row * inWidth * channels) << 2);
  if (column >= 0 && column + 4 <= inWidth) return from + (<usize>(column * channels) << 2);
  copyColumns(from, column, 4, inWidth, channels, spare);
  return spare;
}

/**
 * Four places of some channels: from the sum (`sign` 1) or difference (-1) of
 * two rows of the patch. Eight channels at a time are what V8's re-vectoriser
 * turns into 256 bits.
 */
// @ts-ignore: decorator
@inline
export function transformRow(a: usize, b: usize, sign: i32, pixelBytes: usize, bytes: usize, to: usize, placeBytes: usize): void {
  let c: usize = 0;
  for (; c + 32 <= bytes; c += 32) {
    const x = a + c;
    const y = b + c;
    const target = to + c;
    const s0 = sum(v128.load(x), v128.load(y), sign);
    const t0 = sum(v128.load(x, 16), v128.load(y, 16), sign);
    const s1 = sum(v128.load(x + pixelBytes), v128.load(y + pixelBytes), sign);
    const t1 = sum(v128.load(x + pixelBytes, 16), v128.load(y + pixelBytes, 16), sign);
    const s2 = sum(v128.load(x + 2 * pixelBytes), v128.load(y + 2 * pixelBytes), sign);
    const t2 = sum(v128.load(x + 2 * pixelBytes, 16), v128.load(y + 2 * pixelBytes, 16), sign);
    const s3 = sum(v128.load(x + 3 * pixelBytes), v128.load(y + 3 * pixelBytes), sign);
    const t3 = sum(v128.load(x + 3 * pixelBytes, 16), v128.load(y + 3 * pixelBytes, 16), sign);
    v128.store(target, f32x4.sub(s0, s2));
    v128.store(target, f32x4.sub(t0, t2), 16);
    v128.store(target + placeBytes, f32x4.add(s1, s2));
    v128.store(target + placeBytes, f32x4.add(t1, t2), 16);
    v128.store(target + 2 * placeBytes, f32x4.sub(s2, s1));
    v128.store(target + 2 * placeBytes, f32x4.sub(t2, t1), 16);
    v128.store(target + 3 * placeBytes, f32x4.sub(s1, s3));
    v128.store(target + 3 * placeBytes, f32x4.sub(t1, t3), 16);
  }
  for (; c < bytes; c += 16) {
    const x = a + c;
    const y = b + c;
    const target = to + c;
    const s0 = sum(v128.load(x), v128.load(y), sign);
    const s1 = sum(v128.load(x + pixelBytes), v128.load(y + pixelBytes), sign);
    const s2 = sum(v128.load(x + 2 * pixelBytes), v128.load(y + 2 * pixelBytes), sign);
    const s3 = sum(v128.load(x + 3 * pixelBytes), v128.load(y + 3 * pixelBytes), sign);
    v128.store(target, f32x4.sub(s0, s2));
    v128.store(target + placeBytes, f32x4.add(s1, s2));
    v128.store(target + 2 * placeBytes, f32x4.sub(s2, s1));
    v128.store(target + 3 * placeBytes, f32x4.sub(s1, s3));
  }
}

// @ts-ignore: decorator
@inline
function sum(a: v128, b: v128, sign: i32): v128 {
  return sign > 0 ? f32x4.add(a, b) : f32x4.sub(a, b);
}
