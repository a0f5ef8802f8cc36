/**
 * Convolution by 3 x 3 taps with stride 1 after Winograd, F(2 x 2, 3 x 3): two
 * by two results from sixteen products a channel instead of thirty-six (Lavin
 * and Gray, "Fast algorithms for convolutional neural networks", 2016). Taps in
 * depth are more channels: three of them make a 3 x 3 x 3 convolution.
 *
 * Patches of 4 x 4 inputs and the weights are transformed; at each of the
 * sixteen places a matrix product [patch, channel] x [channel, outChannel]
 * remains, which the ordinary tiles compute; its results are transformed back.
 *
 * Weights and inputs are transformed once and kept; where there are few patches
 * and many weights, each task transforms the weights of its own panel instead,
 * which never leave its second-level cache.
 *
 * NaN ends up where it would; infinities may come out as NaN, so a task that
 * meets a result that is not finite says so, and the job is done again directly.
 */
import { Run, Tile } from './layout';
import { packTap, tapBytes } from './pack';
import { columns, scratchBase, zeroFloats } from './scratch';
import { tile6x16, tile6x8 } from './tiles';
import { PLACES, Patches, enterPatch, image, oddLines, patchColumn, patchLine, patchRow, plane, planeOf, transformRow } from './winograd-patches';

/** Arguments behind those of the patches; strides of the result are bytes. */
namespace Winograd {
  /** Transformed weights: [panel][place][depth tap, channel][column], places an odd number of cache lines apart. 0: a task takes one panel and transforms its weights. */
  export const weights: usize = Patches.size;
  export const bias: usize = Patches.size + 4;
  export const y: usize = Patches.size + 8;
  export const outImageBytes: usize = Patches.size + 12;
  export const outDepthBytes: usize = Patches.size + 16;
  export const outHeightBytes: usize = Patches.size + 20;
  export const outWidthBytes: usize = Patches.size + 24;
  export const floor: usize = Patches.size + 28;
  export const panelGroups: usize = Patches.size + 32;
  /** Set to 1 by a task that met a result that is not finite. */
  export const notFinite: usize = Patches.size + 36;
  /** Where the weights come from: arguments of `packPanels`. */
  export const pack: usize = Patches.size + 40;
  /** Inputs transformed by `winogradInput`: [place][patch][depth tap, channel], places so many bytes apart. 0: a task transforms its own. */
  export const inputs: usize = Patches.size + 44;
  export const inputPlaceBytes: usize = Patches.size + 48;
  export const patchesPerInputTask: usize = Patches.size + 52;
}

const ROWS: i32 = 6;

/** Where in scratch things lie. */
let tileAt: usize = 0;
let patchAt: usize = 0;
let inputAt: usize = 0;
let productAt: usize = 0;
/** Bytes from a place to the next in transformed inputs, and in products. */
let inputPlace: usize = 0;
let productPlace: usize = 0;

export function winograd(args: usize, task: i32): void {
  const groups = load<i32>(args, Winograd.panelGroups);
  const perTask = load<i32>(args, Patches.patchesPerTask);
  const panels = (load<i32>(args, Patches.outChannels) + columns() - 1) / columns();
  const group = task % groups;
  const first = (task / groups) * perTask;
  const last = min(first + perTask, load<i32>(args, Patches.patches));
  const firstPanel = (panels * group) / groups;
  const lastPanel = (panels * (group + 1)) / groups;
  const perBlock = load<i32>(args, Patches.patchesPerBlock);
  const channels = load<i32>(args, Patches.inChannels);
  const k = <usize>(load<i32>(args, Patches.depthCount) * channels);
  const weightPlace = oddLines((k * <usize>columns()) << 2);
  const given = load<usize>(args, Winograd.inputs);

  tileAt = scratchBase();
  const zerosAt = tileAt + Tile.size;
  const runAt = zerosAt + 64;
  patchAt = runAt + ((Run.size + 15) & ~15);
  inputAt = patchAt + (<usize>(PLACES * channels) << 2);
  inputPlace = given ? load<usize>(args, Winograd.inputPlaceBytes) : oddLines((<usize>perBlock * k) << 2);
  productAt = given ? inputAt : inputAt + <usize>PLACES * inputPlace;
  productPlace = oddLines(<usize>(perBlock * columns()) << 2);
  zeroFloats(zerosAt, 16);
  store<usize>(runAt, 0, Run.a);
  store<usize>(runAt, 0, Run.b);
  store<usize>(runAt, (k * <usize>columns()) << 2, Run.bytes);
  store<usize>(tileAt, k << 2, Tile.rowStep);
  store<usize>(tileAt, 4, Tile.step);
  store<usize>(tileAt, <usize>columns() << 2, Tile.ldb);
  store<usize>(tileAt, runAt, Tile.runs);
  store<usize>(tileAt, runAt + Run.size, Tile.runsEnd);
  store<usize>(tileAt, 0, Tile.initStep);
  store<usize>(tileAt, <usize>columns() << 2, Tile.outStep);
  store<f32>(tileAt, <f32>-Infinity, Tile.floor);

  const all = load<usize>(args, Winograd.weights);
  const own = productAt + <usize>PLACES * productPlace;
  if (all == 0) {
    const depthCount = load<i32>(args, Patches.depthCount);
    for (let tap = 0; tap < depthCount; ++tap) transformWeights(load<usize>(args, Winograd.pack), firstPanel, tap, depthCount, own, own + <usize>PLACES * weightPlace);
  }
  for (let at = first; at < last; at += perBlock) {
    const count = min(perBlock, last - at);
    if (given) inputAt = given + ((<usize>at * k) << 2);
    else for (let i = 0; i < count; ++i) transformInput(args, at + i, inputAt + ((<usize>i * k) << 2));
    for (let panel = firstPanel; panel < lastPanel; ++panel) {
      const weights = all ? all + <usize>(panel * PLACES) * weightPlace : own;
      multiply(weights, weightPlace, count, zerosAt);
      for (let i = 0; i < count; ++i) transformBack(args, at + i, i, panel);
    }
  }
}

/** A task transforms the inputs of some patches, for all panels. */
export function winogradInput(args: usize, task: i32): void {
  const perTask = load<i32>(args, Winograd.patchesPerInputTask);
  const last = min((task + 1) * perTask, load<i32>(args, Patches.patches));
  const patchBytes = <usize>(load<i32>(args, Patches.depthCount) * load<i32>(args, Patches.inChannels)) << 2;
  patchAt = scratchBase();
  inputPlace = load<usize>(args, Winograd.inputPlaceBytes);
  for (let patch = task * perTask; patch < last; ++patch) transformInput(args, patch, load<usize>(args, Winograd.inputs) + <usize>patch * patchBytes);
}

/** Products at all places for one panel; rows beyond `count` are computed of whatever lies there, and not looked at. */
function multiply(weights: usize, weightPlace: usize, count: i32, zerosAt: usize): void {
  const wide = columns() == 16;
  store<i32>(tileAt, (count + ROWS - 1) / ROWS, Tile.count);
  for (let place = 0; place < PLACES; ++place) {
    const b = weights + <usize>place * weightPlace;
    const to = productAt + <usize>place * productPlace;
    store<usize>(tileAt, inputAt + <usize>place * inputPlace, Tile.a);
    if (wide) tile6x16(tileAt, b, to, zerosAt);
    else tile6x8(tileAt, b, to, zerosAt);
  }
}

function transformInput(args: usize, patch: i32, to: usize): void {
  enterPatch(args, patch);
  const channels = load<i32>(args, Patches.inChannels);
  const pixelBytes = <usize>channels << 2;
  for (let tap = 0; tap < load<i32>(args, Patches.depthCount); ++tap) {
    const target = to + <usize>tap * pixelBytes;
    const source = planeOf(args, tap);
    if (source == 0) {
      for (let place = 0; place < PLACES; ++place) zeroFloats(target + <usize>place * inputPlace, channels);
      continue;
    }
    const lineBytes = pixelBytes << 2;
    const line0 = patchLine(args, source, 0, patchAt);
    const line1 = patchLine(args, source, 1, patchAt + lineBytes);
    const line2 = patchLine(args, source, 2, patchAt + 2 * lineBytes);
    const line3 = patchLine(args, source, 3, patchAt + 3 * lineBytes);
    const place = inputPlace;
    transformRow(line0, line2, -1, pixelBytes, pixelBytes, target, place);
    transformRow(line1, line2, 1, pixelBytes, pixelBytes, target + 4 * place, place);
    transformRow(line2, line1, -1, pixelBytes, pixelBytes, target + 8 * place, place);
    transformRow(line1, line3, -1, pixelBytes, pixelBytes, target + 12 * place, place);
  }
}

/** Two by two results of one patch and panel, with bias and floor; at odd borders fewer are kept. */
function transformBack(args: usize, patch: i32, index: i32, panel: i32): void {
  enterPatch(args, patch);
  const width = columns();
  const outWidthBytes = load<usize>(args, Winograd.outWidthBytes);
  const outHeightBytes = load<usize>(args, Winograd.outHeightBytes);
  const valid = min(width, load<i32>(args, Patches.outChannels) - panel * width);
  const right = 2 * patchColumn + 1 < load<i32>(args, Patches.outWidth);
  const below = 2 * patchRow + 1 < load<i32>(args, Patches.outHeight);
  const bias = load<usize>(args, Winograd.bias) + (<usize>(panel * width) << 2);
  const floor = f32x4.splat(load<f32>(args, Winograd.floor));
  let from = productAt + (<usize>(index * width) << 2);
  let to =
    load<usize>(args, Winograd.y) +
    <usize>image * load<usize>(args, Winograd.outImageBytes) +
    <usize>plane * load<usize>(args, Winograd.outDepthBytes) +
    <usize>(2 * patchRow) * outHeightBytes +
    <usize>(2 * patchColumn) * outWidthBytes +
    (<usize>(panel * width) << 2);
  let odd = f32x4.splat(0);
  for (let c = 0; c < valid; c += 4) {
    const p = productPlace;
    const second = from + 4 * p;
    const third = from + 8 * p;
    const fourth = from + 12 * p;
    const start = v128.load(bias + (<usize>c << 2));
    const a0 = upper(from, second, third);
    const a1 = upper(from + p, second + p, third + p);
    const a2 = upper(from + 2 * p, second + 2 * p, third + 2 * p);
    const a3 = upper(from + 3 * p, second + 3 * p, third + 3 * p);
    const y0 = f32x4.add(start, f32x4.add(f32x4.add(a0, a1), a2));
    const y1 = f32x4.add(start, f32x4.sub(f32x4.sub(a1, a2), a3));
    v128.store(to, f32x4.pmax(y0, floor));
    odd = v128.or(odd, f32x4.sub(y0, y0));
    if (right) {
      v128.store(to + outWidthBytes, f32x4.pmax(y1, floor));
      odd = v128.or(odd, f32x4.sub(y1, y1));
    }
    if (below) {
      const b0 = lower(second, third, fourth);
      const b1 = lower(second + p, third + p, fourth + p);
      const b2 = lower(second + 2 * p, third + 2 * p, fourth + 2 * p);
      const b3 = lower(second + 3 * p, third + 3 * p, fourth + 3 * p);
      const y2 = f32x4.add(start, f32x4.add(f32x4.add(b0, b1), b2));
      const y3 = f32x4.add(start, f32x4.sub(f32x4.sub(b1, b2), b3));
      v128.store(to + outHeightBytes, f32x4.pmax(y2, floor));
      odd = v128.or(odd, f32x4.sub(y2, y2));
      if (right) {
        v128.store(to + outHeightBytes + outWidthBytes, f32x4.pmax(y3, floor));
        odd = v128.or(odd, f32x4.sub(y3, y3));
      }
    }
    from += 16;
    to += 16;
  }
  // A finite number less itself is zero, anything else is NaN.
  if (v128.any_true(f32x4.ne(odd, odd))) store<i32>(load<usize>(args, Winograd.notFinite), 1);
}

// @ts-ignore: decorator
@inline
function upper(a: usize, b: usize, c: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(a), v128.load(b)), v128.load(c));
}

// @ts-ignore: decorator
@inline
function lower(a: usize, b: usize, c: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(a), v128.load(b)), v128.load(c));
}

namespace Weights {
  /** Where the weights come from: arguments of `packPanels`. */
  export const pack: usize = 0;
  export const to: usize = 4;
  export const depthCount: usize = 8;
}

/** A task transforms one depth tap of one panel. */
export function winogradWeights(args: usize, task: i32): void {
  const depthCount = load<i32>(args, Weights.depthCount);
  const pack = load<usize>(args, Weights.pack);
  const panel = task / depthCount;
  const panelBytes = <usize>PLACES * oddLines(<usize>depthCount * tapBytes(pack));
  transformWeights(pack, panel, task - panel * depthCount, depthCount, load<usize>(args, Weights.to) + <usize>panel * panelBytes, scratchBase());
}

/** Packs the nine taps of a panel and depth tap into `spare`, and transforms them. */
function transformWeights(pack: usize, panel: i32, depthTap: i32, depthCount: i32, panelAt: usize, spare: usize): void {
  const bytes = tapBytes(pack);
  for (let tap = 0; tap < 9; ++tap) packTap(pack, panel, 9 * depthTap + tap, spare + <usize>tap * bytes);
  const placeBytes = oddLines(<usize>depthCount * bytes);
  const to = panelAt + <usize>depthTap * bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = spare + at;
    const h = g + 3 * bytes;
    const i = g + 6 * bytes;
    const u = to + at;
    weightRow(v128.load(g), v128.load(g + bytes), v128.load(g + 2 * bytes), u, placeBytes);
    weightRow(halfSum(g, h, i), halfSum(g + bytes, h + bytes, i + bytes), halfSum(g + 2 * bytes, h + 2 * bytes, i + 2 * bytes), u + 4 * placeBytes, placeBytes);
    weightRow(halfTurn(g, h, i), halfTurn(g + bytes, h + bytes, i + bytes), halfTurn(g + 2 * bytes, h + 2 * bytes, i + 2 * bytes), u + 8 * placeBytes, placeBytes);
    weightRow(v128.load(i), v128.load(i + bytes), v128.load(i + 2 * bytes), u + 12 * placeBytes, placeBytes);
  }
}

// @ts-ignore: decorator
@inline
function weightRow(a: v128, b: v128, c: v128, to: usize, placeBytes: usize): void {
  const half = f32x4.splat(0.5);
  const outer = f32x4.add(a, c);
  v128.store(to, a);
  v128.store(to + placeBytes, f32x4.mul(half, f32x4.add(outer, b)));
  v128.store(to + 2 * placeBytes, f32x4.mul(half, f32x4.sub(outer, b)));
  v128.store(to + 3 * placeBytes, c);
}

/** (a + b + c) / 2 */
// @ts-ignore: decorator
@inline
function halfSum(a: usize, b: usize, c: usize): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.add(v128.load(a), v128.load(c)), v128.load(b)));
}

/** (a − b + c) / 2 */
// @ts-ignore: decorator
@inline
function halfTurn(a: usize, b: usize, c: usize): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.sub(f32x4.add(v128.load(a), v128.load(c)), v128.load(b)));
}
