/**
 * The gradient of a 3 x 3 convolution with respect to its filter after
 * Winograd: the way back through winograd.ts. With G, A and B of F(2 x 2, 3 x 3)
 *
 *   dfilter = Gᵀ [ Σ over patches (A dy Aᵀ) · (Bᵀ x B) ] G
 *
 * where dy are the patch's 2 x 2 gradients: at each of sixteen places a matrix
 * product [channel, patch] x [patch, outChannel], 2.25 times fewer products than
 * directly.
 *
 * A task takes a chunk of patches, all places or the four that two rows of
 * inputs give, and a range of channels, which may run over depth taps. Of a
 * block of patches four places are transformed at a time. Chunks have sums
 * of their own, as many as the shape says, so that the result does not depend
 * on the number of threads; `winogradFilterBack` adds them up in order.
 */
import { Run, Tile } from './layout';
import { columns, scratchBase, zeroFloats } from './scratch';
import { tile6x16, tile6x8 } from './tiles';
import { PLACES, Patches, enterPatch, image, oddLines, patchColumn, patchLine, patchRow, plane, planeOf, transformRow } from './winograd-patches';

/** Arguments behind those of the patches. */
namespace WinogradFilter {
  export const dy: usize = Patches.size;
  /** Sums: [chunk][place][depth tap, channel, in sixes][panel, column]. */
  export const partials: usize = Patches.size + 4;
  export const chunks: usize = Patches.size + 8;
  /** Channels, depth taps included, of a task: twelve or a multiple of it. */
  export const channelsPerTask: usize = Patches.size + 12;
  export const channelGroups: usize = Patches.size + 16;
  /** 1: a task takes all places; 4: four of them. */
  export const placeGroups: usize = Patches.size + 32;
  /** For `winogradFilterBack`: where the filter's gradient goes, and how many channels a task takes. */
  export const out: usize = Patches.size + 20;
  export const channelsPerBackTask: usize = Patches.size + 24;
  /** Set to 1 by a task that met a result that is not finite. */
  export const notFinite: usize = Patches.size + 28;
}

const ROWS: i32 = 6;
/** Places that are transformed at a time: a row of them, of four. */
const OWN_PLACES: i32 = 4;

let tileAt: usize = 0;
let zerosAt: usize = 0;
let noPixelAt: usize = 0;
let lineAt: usize = 0;
let inputAt: usize = 0;
let gradientAt: usize = 0;
/** Bytes from a patch to the next in transformed inputs and gradients, and from a place to the next. */
let inputStep: usize = 0;
let gradientStep: usize = 0;
let inputPlace: usize = 0;
let gradientPlace: usize = 0;

export function winogradFilter(args: usize, task: i32): void {
  const channelGroups = load<i32>(args, WinogradFilter.channelGroups);
  const placeGroups = load<i32>(args, WinogradFilter.placeGroups);
  const ownPerTask = OWN_PLACES / placeGroups;
  const firstOwn = (task % placeGroups) * ownPerTask;
  const group = (task / placeGroups) % channelGroups;
  const chunk = task / (placeGroups * channelGroups);
  const channels = load<i32>(args, Patches.depthCount) * load<i32>(args, Patches.inChannels);
  const firstChannel = group * load<i32>(args, WinogradFilter.channelsPerTask);
  const lastChannel = min(firstChannel + load<i32>(args, WinogradFilter.channelsPerTask), channels);
  const first = chunk * load<i32>(args, Patches.patchesPerTask);
  const last = min(first + load<i32>(args, Patches.patchesPerTask), load<i32>(args, Patches.patches));
  const perBlock = load<i32>(args, Patches.patchesPerBlock);
  layOut(args, lastChannel - firstChannel, perBlock);
  const lineBytes = sumLineBytes(args);
  const placeBytes = sumPlaceBytes(args);
  const sums = load<usize>(args, WinogradFilter.partials) + <usize>(chunk * PLACES) * placeBytes + <usize>firstChannel * lineBytes;
  for (let at = first; at < last; at += perBlock) {
    const count = min(perBlock, last - at);
    for (let own = firstOwn; own < firstOwn + ownPerTask; ++own) {
      for (let i = 0; i < count; ++i) {
        enterPatch(args, at + i);
        transformInput(args, own, firstChannel, lastChannel, inputAt + <usize>i * inputStep);
        transformGradient(args, own, gradientAt + <usize>i * gradientStep);
      }
      addProducts(args, lastChannel - firstChannel, count, sums + <usize>(own * OWN_PLACES) * placeBytes, lineBytes, placeBytes, at == first);
    }
  }
}

function layOut(args: usize, channels: i32, perBlock: i32): void {
  const pixelBytes = load<usize>(args, Patches.inChannels) << 2;
  const gradientBytes = load<usize>(args, Patches.outChannels) << 2;
  const lineBytes = sumLineBytes(args);
  tileAt = scratchBase();
  zerosAt = tileAt + Tile.size;
  const runAt = zerosAt + 64;
  noPixelAt = (runAt + Run.size + 15) & ~15;
  lineAt = noPixelAt + gradientBytes;
  inputStep = oddLines(<usize>channels << 2);
  inputAt = lineAt + 8 * pixelBytes;
  inputPlace = <usize>perBlock * inputStep;
  gradientStep = oddLines(gradientBytes);
  gradientAt = inputAt + <usize>OWN_PLACES * inputPlace;
  gradientPlace = <usize>perBlock * gradientStep;
  zeroFloats(zerosAt, 16);
  zeroFloats(noPixelAt, load<i32>(args, Patches.outChannels));
  store<usize>(runAt, 0, Run.a);
  store<usize>(runAt, 0, Run.b);
  store<usize>(tileAt, 4, Tile.rowStep);
  store<usize>(tileAt, inputStep, Tile.step);
  store<usize>(tileAt, gradientStep, Tile.ldb);
  store<usize>(tileAt, runAt, Tile.runs);
  store<usize>(tileAt, runAt + Run.size, Tile.runsEnd);
  store<usize>(tileAt, lineBytes, Tile.outStep);
  store<f32>(tileAt, <f32>-Infinity, Tile.floor);
  store<i32>(tileAt, 1, Tile.count);
}

/** Bytes of a row of sums: whole panels. */
// @ts-ignore: decorator
@inline
function sumLineBytes(args: usize): usize {
  const width = columns();
  return <usize>(((load<i32>(args, Patches.outChannels) + width - 1) / width) * width) << 2;
}

/** Bytes of a place's sums: whole tiles. */
// @ts-ignore: decorator
@inline
function sumPlaceBytes(args: usize): usize {
  const channels = load<i32>(args, Patches.depthCount) * load<i32>(args, Patches.inChannels);
  return <usize>(((channels + ROWS - 1) / ROWS) * ROWS) * sumLineBytes(args);
}

/** The patch's inputs at four places: of a range of channels that may run over depth taps. */
function transformInput(args: usize, own: i32, first: i32, last: i32, to: usize): void {
  const channels = load<i32>(args, Patches.inChannels);
  const pixelBytes = <usize>channels << 2;
  const upper = own == 3 ? 1 : own;
  const lower = own == 2 ? 1 : own == 3 ? 3 : 2;
  for (let tap = first / channels; tap * channels < last; ++tap) {
    const from = max(first, tap * channels);
    const count = min(last, (tap + 1) * channels) - from;
    const target = to + (<usize>(from - first) << 2);
    const source = planeOf(args, tap);
    if (source == 0) {
      for (let place = 0; place < OWN_PLACES; ++place) zeroFloats(target + <usize>place * inputPlace, count);
      continue;
    }
    const offset = <usize>(from - tap * channels) << 2;
    const a = patchLine(args, source, upper, lineAt) + offset;
    const b = patchLine(args, source, lower, lineAt + 4 * pixelBytes) + offset;
    const placeBytes = inputPlace;
    const bytes = <usize>count << 2;
    if (own == 1) transformRow(a, b, 1, pixelBytes, bytes, target, placeBytes);
    else transformRow(a, b, -1, pixelBytes, bytes, target, placeBytes);
  }
}

/** The patch's gradients at four places; those beyond an odd border are zeros. */
function transformGradient(args: usize, own: i32, to: usize): void {
  const outHeight = load<i32>(args, Patches.outHeight);
  const outWidth = load<i32>(args, Patches.outWidth);
  const outDepth = load<i32>(args, Patches.outDepth);
  const pixelBytes = load<usize>(args, Patches.outChannels) << 2;
  const right = 2 * patchColumn + 1 < outWidth;
  const below = 2 * patchRow + 1 < outHeight;
  const row = (image * outDepth + plane) * outHeight + 2 * patchRow;
  const a = load<usize>(args, WinogradFilter.dy) + <usize>(row * outWidth + 2 * patchColumn) * pixelBytes;
  const b = right ? a + pixelBytes : noPixelAt;
  const c = below ? a + <usize>outWidth * pixelBytes : noPixelAt;
  const d = below && right ? c + pixelBytes : noPixelAt;
  const place = gradientPlace;
  if (own == 0) for (let at: usize = 0; at < pixelBytes; at += 16) spreadRow(v128.load(a + at), v128.load(b + at), to + at, place);
  else if (own == 3) for (let at: usize = 0; at < pixelBytes; at += 16) spreadRow(f32x4.neg(v128.load(c + at)), f32x4.neg(v128.load(d + at)), to + at, place);
  else if (own == 1) {
    for (let at: usize = 0; at < pixelBytes; at += 16) {
      spreadRow(f32x4.add(v128.load(a + at), v128.load(c + at)), f32x4.add(v128.load(b + at), v128.load(d + at)), to + at, place);
    }
  } else {
    for (let at: usize = 0; at < pixelBytes; at += 16) {
      spreadRow(f32x4.sub(v128.load(a + at), v128.load(c + at)), f32x4.sub(v128.load(b + at), v128.load(d + at)), to + at, place);
    }
  }
}

// @ts-ignore: decorator
@inline
function spreadRow(left: v128, right: v128, to: usize, place: usize): void {
  v128.store(to, left);
  v128.store(to + place, f32x4.add(left, right));
  v128.store(to + 2 * place, f32x4.sub(left, right));
  v128.store(to + 3 * place, f32x4.neg(right));
}

/** Adds a block's products to the sums of four places. Rows and columns beyond the last are computed of whatever lies there, and not looked at. */
function addProducts(args: usize, channels: i32, count: i32, sums: usize, lineBytes: usize, placeBytes: usize, isFirst: bool): void {
  const wide = columns() == 16;
  const panelBytes = <usize>columns() << 2;
  store<usize>(load<usize>(tileAt, Tile.runs), <usize>count * gradientStep, Run.bytes);
  store<usize>(tileAt, isFirst ? 0 : lineBytes, Tile.initStep);
  for (let place = 0; place < OWN_PLACES; ++place) {
    const a = inputAt + <usize>place * inputPlace;
    const b = gradientAt + <usize>place * gradientPlace;
    const c = sums + <usize>place * placeBytes;
    for (let panel: usize = 0; panel < lineBytes; panel += panelBytes) {
      for (let row = 0; row < channels; row += ROWS) {
        store<usize>(tileAt, a + (<usize>row << 2), Tile.a);
        const to = c + <usize>row * lineBytes + panel;
        const start = isFirst ? zerosAt : to;
        if (wide) tile6x16(tileAt, b + panel, to, start);
        else tile6x8(tileAt, b + panel, to, start);
      }
    }
  }
}

/** A task writes all nine taps of some channels. */
export function winogradFilterBack(args: usize, task: i32): void {
  const inChannels = load<i32>(args, Patches.inChannels);
  const outChannels = load<i32>(args, Patches.outChannels);
  const channels = load<i32>(args, Patches.depthCount) * inChannels;
  const perTask = load<i32>(args, WinogradFilter.channelsPerBackTask);
  const lineBytes = sumLineBytes(args);
  const outBytes = <usize>outChannels << 2;
  const last = min(channels, (task + 1) * perTask);
  let odd = f32x4.splat(0);
  for (let channel = task * perTask; channel < last; ++channel) {
    const tap = channel / inChannels;
    const from = load<usize>(args, WinogradFilter.partials) + <usize>channel * lineBytes;
    const to = load<usize>(args, WinogradFilter.out) + <usize>(9 * tap * inChannels + channel - tap * inChannels) * outBytes;
    for (let at: usize = 0; at < outBytes; at += 16) odd = v128.or(odd, channelBack(args, from + at, to + at, <usize>inChannels * outBytes));
  }
  // A finite number less itself is zero, anything else is NaN.
  if (v128.any_true(f32x4.ne(odd, odd))) store<i32>(load<usize>(args, WinogradFilter.notFinite), 1);
}

/** Gᵀ · G of one channel and four output channels; returns zeros, or NaN where a result is not finite. */
function channelBack(args: usize, from: usize, to: usize, tapBytes: usize): v128 {
  const half = f32x4.splat(0.5);
  const placeBytes = sumPlaceBytes(args);
  // [row of the filter, column of places], four output channels each.
  const rows = scratchBase();
  for (let column: usize = 0; column < <usize>OWN_PLACES; ++column) {
    const place = from + column * placeBytes;
    const u1 = total(args, place + 4 * placeBytes, placeBytes);
    const u2 = total(args, place + 8 * placeBytes, placeBytes);
    const mean = f32x4.mul(half, f32x4.add(u1, u2));
    const at = rows + (column << 4);
    v128.store(at, f32x4.add(total(args, place, placeBytes), mean));
    v128.store(at, f32x4.mul(half, f32x4.sub(u1, u2)), 64);
    v128.store(at, f32x4.add(mean, total(args, place + 12 * placeBytes, placeBytes)), 128);
  }
  let odd = f32x4.splat(0);
  for (let row: usize = 0; row < 3; ++row) {
    const at = rows + (row << 6);
    const line = to + 3 * row * tapBytes;
    const u1 = v128.load(at, 16);
    const u2 = v128.load(at, 32);
    const mean = f32x4.mul(half, f32x4.add(u1, u2));
    const y0 = f32x4.add(v128.load(at), mean);
    const y1 = f32x4.mul(half, f32x4.sub(u1, u2));
    const y2 = f32x4.add(mean, v128.load(at, 48));
    v128.store(line, y0);
    v128.store(line + tapBytes, y1);
    v128.store(line + 2 * tapBytes, y2);
    odd = v128.or(odd, v128.or(f32x4.sub(y0, y0), v128.or(f32x4.sub(y1, y1), f32x4.sub(y2, y2))));
  }
  return odd;
}

/** The sum of one place over all chunks, in order. */
// @ts-ignore: decorator
@inline
function total(args: usize, from: usize, placeBytes: usize): v128 {
  let sum = v128.load(from);
  const step = <usize>PLACES * placeBytes;
  for (let chunk = load<i32>(args, WinogradFilter.chunks) - 1; chunk > 0; --chunk) {
    from += step;
    sum = f32x4.add(sum, v128.load(from));
  }
  return sum;
}
