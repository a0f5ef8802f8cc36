/**
 * Convolution in its forward form: every output position sums, over taps and
 * input channels, input times weight. Two and three dimensions, any stride,
 * dilation and padding; with other taps and weights the same task computes the
 * input gradient (one call per phase of the stride), a transposed convolution
 * and a matrix product (one tap).
 *
 * A tile is six positions by one panel of output channels. Positions whose
 * taps all lie inside the image are read where they lie: those of a row make
 * one strip of tiles, so that what comes before the sums is done once a row and
 * not once a tile, which would take longer than the sums of an image of one
 * channel. Where taps reach over the ends of a row, either the whole row is
 * copied, with zeros at its ends, or the positions at its ends are gathered,
 * zeros included; whichever is less work. Both go into this thread's scratch
 * and serve every panel of channels.
 */
import { Conv } from './convolution-arguments';
import { Run, Tile } from './layout';
import { packTap, tapBytes } from './pack';
import { columns, copyFloats, scratchBase, scratchEnd, zeroFloats } from './scratch';
import { tile6x16, tile6x8 } from './tiles';

/** `Conv.byRow` */
const GATHERED: i32 = 0;
const COPIED: i32 = 2;

const ROWS: i32 = 6;
/** Tiles that are described before they are computed, panel by panel: what they read stays in the second-level cache. */
const MOST_TILES: i32 = 48;

/** `Tile.linear`: rows each in a place of their own; whole tiles in a line; in a line, but fewer than six. */
const SCATTERED: i32 = 0;
const WHOLE: i32 = 1;
const SHORT: i32 = 2;

/** Where in scratch things lie. */
let stripsAt: usize = 0;
let partialAt: usize = 0;
let gatherAt: usize = 0;

/** Strips that are described, of one tile or more each, and their tiles in all. */
let stripCount: i32 = 0;
let tileCount: i32 = 0;
let free: usize = 0;

/** The row of positions that was entered last: its place, its input and its result. */
let rowAt: i32 = -1;
let rowDepth: i32 = 0;
let rowHeight: i32 = 0;
let rowInput: usize = 0;
let rowOut: usize = 0;
/** Its run list; empty until a tile that is read in place needs it. */
let rowRuns: usize = 0;
let rowRunsEnd: usize = 0;

export function convolve(args: usize, task: i32): void {
  const groups = load<i32>(args, Conv.panelGroups);
  const perTask = load<i32>(args, Conv.positionsPerTask);
  const panels = (load<i32>(args, Conv.outChannels) + columns() - 1) / columns();
  const group = task % groups;
  const first = (task / groups) * perTask;
  const last = min(first + perTask, load<i32>(args, Conv.positions));
  const firstPanel = (panels * group) / groups;
  const lastPanel = (panels * (group + 1)) / groups;

  stripsAt = scratchBase();
  partialAt = stripsAt + <usize>MOST_TILES * Tile.size;
  gatherAt = partialAt + <usize>(ROWS * 16 * 4);
  rowAt = -1;
  reset();
  let at = first;
  while (at < last) {
    const taken = load<i32>(args, Conv.byRow) != GATHERED ? addStrip(args, at, last) : addGatheredTile(args, at, min(ROWS, last - at));
    at += taken;
    if (tileCount == MOST_TILES || at >= last || free + mostBytes(args) > scratchEnd()) {
      compute(args, firstPanel, lastPanel);
      reset();
    }
  }
}

function reset(): void {
  stripCount = 0;
  tileCount = 0;
  free = gatherAt;
  rowRuns = 0;
}

/** What the next strip may need of scratch: its gathered or copied rows and a run list. */
function mostBytes(args: usize): usize {
  const gathered = <usize>ROWS * <usize>(load<i32>(args, Conv.taps) * load<i32>(args, Conv.inChannels)) * 4;
  return max(gathered, load<usize>(args, Conv.rowBytes)) + <usize>(load<i32>(args, Conv.tapRunCount) + 1) * Run.size + 32;
}

function compute(args: usize, firstPanel: i32, lastPanel: i32): void {
  const weights = load<usize>(args, Conv.weights);
  const panelBytes = load<usize>(args, Conv.panelBytes);
  const bias = load<usize>(args, Conv.bias);
  const y = load<usize>(args, Conv.y);
  const channels = load<i32>(args, Conv.outChannels);
  const width = columns();
  for (let panel = firstPanel; panel < lastPanel; ++panel) {
    const b = weights ? weights + <usize>panel * panelBytes : packPanel(args, panel);
    const offset = <usize>(panel * width) << 2;
    const valid = min(width, channels - panel * width);
    for (let i = 0; i < stripCount; ++i) {
      const strip = stripsAt + <usize>i * Tile.size;
      if (valid == width && load<i32>(strip, Tile.linear) == WHOLE) runTiles(strip, b, y + load<usize>(strip, Tile.out) + offset, bias + offset);
      else runPartial(strip, b, y + offset, bias + offset, valid, width);
    }
  }
}

/** The tiles of a strip one by one, through a buffer: only valid rows and columns reach the result. */
function runPartial(strip: usize, b: usize, y: usize, start: usize, valid: i32, width: i32): void {
  const count = load<i32>(strip, Tile.count);
  const a = load<usize>(strip, Tile.a);
  const outStep = load<usize>(strip, Tile.outStep);
  store<i32>(strip, 1, Tile.count);
  for (let i = 0; i < count; ++i) {
    store<usize>(strip, a + <usize>(i * ROWS) * load<usize>(strip, Tile.rowStep), Tile.a);
    store<usize>(strip, <usize>width << 2, Tile.outStep);
    runTiles(strip, b, partialAt, start);
    store<usize>(strip, outStep, Tile.outStep);
    spread(strip, y + <usize>(i * ROWS) * outStep, valid, width);
  }
  store<usize>(strip, a, Tile.a);
  store<i32>(strip, count, Tile.count);
}

/** Packs the panel into scratch, behind the tiles, and returns where. */
function packPanel(args: usize, panel: i32): usize {
  const pack = load<usize>(args, Conv.pack);
  const to = (free + 63) & ~63;
  for (let tap = 0; tap < load<i32>(args, Conv.taps); ++tap) packTap(pack, panel, tap, to + <usize>tap * tapBytes(pack));
  return to;
}

// @ts-ignore: decorator
@inline
function runTiles(strip: usize, b: usize, c: usize, start: usize): void {
  if (columns() == 16) tile6x16(strip, b, c, start);
  else tile6x8(strip, b, c, start);
}

/** Copies the valid rows and columns of the partial tile to their places. */
function spread(tile: usize, y: usize, valid: i32, width: i32): void {
  const linear = load<i32>(tile, Tile.linear) != SCATTERED;
  const rows = load<i32>(tile, Tile.valid);
  for (let r = 0; r < rows; ++r) {
    const place = linear
      ? load<usize>(tile, Tile.out) + <usize>r * load<usize>(tile, Tile.outStep)
      : load<usize>(tile + (<usize>r << 2), Tile.places);
    copyFloats(y + place, partialAt + (<usize>(r * width) << 2), valid);
  }
}

/** The next tiles within the row of positions, before `last`; returns the positions they bring the row on by. */
function addStrip(args: usize, position: i32, last: i32): i32 {
  const outWidth = load<i32>(args, Conv.outWidth);
  const row = position / outWidth;
  let x = position - row * outWidth;
  const left = outWidth - x;
  // The last tile of a row is moved back to be whole: positions computed twice come out the same.
  if (left < ROWS && outWidth >= ROWS) x = outWidth - ROWS;
  const rows = min(ROWS, outWidth - x);
  const copied = load<i32>(args, Conv.byRow) == COPIED;
  if (!copied && !insideWidth(args, x, rows)) {
    addGatheredTile(args, row * outWidth + x, rows);
    return min(ROWS, left);
  }
  enterRow(args, row);
  if (rowRuns == 0) makeRowRuns(args, copied);
  const positions = min(left, last - position + ROWS - 1);
  const tiles = wholeTiles(copied ? positions : min(positions, positionsInside(args) - x));
  const strip = nextStrip(args, tiles);
  const pixel = <usize>(load<i32>(args, Conv.stepWidth) * load<i32>(args, Conv.inChannels)) << 2;
  store<usize>(strip, (copied ? 0 : rowInput) + <usize>x * pixel, Tile.a);
  store<usize>(strip, pixel, Tile.rowStep);
  store<usize>(strip, rowRuns, Tile.runs);
  store<usize>(strip, rowRunsEnd, Tile.runsEnd);
  setPlaces(args, strip, x, rows);
  return min(tiles * ROWS, left);
}

/** How many tiles these positions make, of those that may still be described; one at least. */
// @ts-ignore: decorator
@inline
function wholeTiles(positions: i32): i32 {
  return max(1, min(positions / ROWS, MOST_TILES - tileCount));
}

/** One past the last position of a row whose taps all lie inside the image along the width. */
// @ts-ignore: decorator
@inline
function positionsInside(args: usize): i32 {
  return (load<i32>(args, Conv.inWidth) - load<i32>(args, Conv.endColumn)) / load<i32>(args, Conv.stepWidth) + 1;
}

/** A tile of positions that are gathered: they may lie in several rows. */
function addGatheredTile(args: usize, position: i32, count: i32): i32 {
  const tile = nextStrip(args, 1);
  const outWidth = load<i32>(args, Conv.outWidth);
  const k = load<i32>(args, Conv.taps) * load<i32>(args, Conv.inChannels);
  const runs = free;
  store<usize>(runs, 0, Run.a);
  store<usize>(runs, 0, Run.b);
  store<usize>(runs, <usize>k * load<usize>(args, Conv.ldb), Run.bytes);
  const rows = (runs + Run.size + 15) & ~15;
  const bytes = <usize>k << 2;
  const firstRow = position / outWidth;
  let row = firstRow;
  let x = position - row * outWidth;
  for (let r = 0; r < count; ++r) {
    enterRow(args, row);
    gather(args, x, rows + <usize>r * bytes);
    store<usize>(tile + (<usize>r << 2), rowOut + <usize>x * load<usize>(args, Conv.outWidthBytes), Tile.places);
    if (++x == outWidth) {
      x = 0;
      ++row;
    }
  }
  // A tile of fewer positions reads on into scratch; what it makes of that is thrown away.
  free = rows + <usize>ROWS * bytes;
  store<usize>(tile, rows, Tile.a);
  store<usize>(tile, bytes, Tile.rowStep);
  store<usize>(tile, runs, Tile.runs);
  store<usize>(tile, runs + Run.size, Tile.runsEnd);
  store<usize>(tile, load<usize>(tile, Tile.places), Tile.out);
  store<usize>(tile, load<usize>(args, Conv.outWidthBytes), Tile.outStep);
  store<i32>(tile, count, Tile.valid);
  store<i32>(tile, count == ROWS && (position + count - 1) / outWidth == firstRow ? WHOLE : SCATTERED, Tile.linear);
  return count;
}

function setPlaces(args: usize, tile: usize, x: i32, count: i32): void {
  const step = load<usize>(args, Conv.outWidthBytes);
  const out = rowOut + <usize>x * step;
  store<usize>(tile, out, Tile.out);
  store<usize>(tile, step, Tile.outStep);
  store<i32>(tile, count, Tile.valid);
  store<i32>(tile, count == ROWS ? WHOLE : SHORT, Tile.linear);
}

function nextStrip(args: usize, tiles: i32): usize {
  const strip = stripsAt + <usize>stripCount * Tile.size;
  stripCount++;
  tileCount += tiles;
  store<usize>(strip, 4, Tile.step);
  store<usize>(strip, load<usize>(args, Conv.ldb), Tile.ldb);
  store<usize>(strip, 0, Tile.initStep);
  store<f32>(strip, load<f32>(args, Conv.floor), Tile.floor);
  store<i32>(strip, tiles, Tile.count);
  return strip;
}

/** Whether every tap of these positions lies inside the image along the width. */
// @ts-ignore: decorator
@inline
function insideWidth(args: usize, x: i32, count: i32): bool {
  const step = load<i32>(args, Conv.stepWidth);
  return (
    x * step + load<i32>(args, Conv.firstColumn) >= 0 &&
    (x + count - 1) * step + load<i32>(args, Conv.endColumn) <= load<i32>(args, Conv.inWidth)
  );
}

/** Where a row's input begins (before taps) and where its result goes. */
function enterRow(args: usize, row: i32): void {
  if (rowAt == row) return;
  rowAt = row;
  rowRuns = 0;
  const outHeight = load<i32>(args, Conv.outHeight);
  const outDepth = load<i32>(args, Conv.outDepth);
  const plane = row / outHeight;
  const image = plane / outDepth;
  const y = row - plane * outHeight;
  const z = plane - image * outDepth;
  rowHeight = y * load<i32>(args, Conv.stepHeight);
  rowDepth = z * load<i32>(args, Conv.stepDepth);
  const line = <usize>(image * load<i32>(args, Conv.inDepth) + rowDepth) * load<usize>(args, Conv.inHeight) + <usize>rowHeight;
  rowInput = load<usize>(args, Conv.x) + ((line * load<usize>(args, Conv.inWidth) * load<usize>(args, Conv.inChannels)) << 2);
  rowOut =
    <usize>image * load<usize>(args, Conv.outImageBytes) +
    <usize>z * load<usize>(args, Conv.outDepthBytes) +
    <usize>y * load<usize>(args, Conv.outHeightBytes);
}

/** The run list of the entered row: those taps whose input row exists, read where it lies or copied with zeros at its ends. */
function makeRowRuns(args: usize, copied: bool): void {
  const inHeight = load<i32>(args, Conv.inHeight);
  const inDepth = load<i32>(args, Conv.inDepth);
  const inWidth = load<i32>(args, Conv.inWidth);
  const channels = load<i32>(args, Conv.inChannels);
  const ldb = load<usize>(args, Conv.ldb);
  const reach = (load<i32>(args, Conv.outWidth) - 1) * load<i32>(args, Conv.stepWidth);
  rowRuns = free;
  let to = free;
  let copy = free + <usize>load<i32>(args, Conv.tapRunCount) * Run.size;
  let tap = load<usize>(args, Conv.tapRuns);
  const last = tap + (<usize>load<i32>(args, Conv.tapRunCount) << 4);
  let b: usize = 0;
  while (tap < last) {
    const d = load<i32>(tap);
    const h = load<i32>(tap, 4);
    const column = load<i32>(tap, 8);
    const count = load<i32>(tap, 12);
    const bytes = <usize>(count * channels) * ldb;
    if (rowDepth + d >= 0 && rowDepth + d < inDepth && rowHeight + h >= 0 && rowHeight + h < inHeight) {
      const line = <usize>((d * inHeight + h) * inWidth * channels) << 2;
      if (copied) copyColumns(rowInput + line, column, reach + count, inWidth, channels, copy);
      store<usize>(to, copied ? copy : line + (<usize>(column * channels) << 2), Run.a);
      store<usize>(to, b, Run.b);
      store<usize>(to, bytes, Run.bytes);
      to += Run.size;
      if (copied) copy += <usize>((reach + count) * channels) << 2;
    }
    b += bytes;
    tap += 16;
  }
  rowRunsEnd = to;
  free = copied ? copy : to;
}

/** All taps of a position of the entered row, zeros where they lie outside: [tap, channel]. */
function gather(args: usize, x: i32, to: usize): void {
  const inDepth = load<i32>(args, Conv.inDepth);
  const inHeight = load<i32>(args, Conv.inHeight);
  const inWidth = load<i32>(args, Conv.inWidth);
  const channels = load<i32>(args, Conv.inChannels);
  const column = x * load<i32>(args, Conv.stepWidth);
  let tap = load<usize>(args, Conv.tapRuns);
  const last = tap + (<usize>load<i32>(args, Conv.tapRunCount) << 4);
  while (tap < last) {
    const d = load<i32>(tap);
    const h = load<i32>(tap, 4);
    const count = load<i32>(tap, 12);
    if (rowDepth + d < 0 || rowDepth + d >= inDepth || rowHeight + h < 0 || rowHeight + h >= inHeight) {
      zeroFloats(to, count * channels);
    } else {
      const line = rowInput + (<usize>((d * inHeight + h) * inWidth * channels) << 2);
      copyColumns(line, column + load<i32>(tap, 8), count, inWidth, channels, to);
    }
    to += <usize>(count * channels) << 2;
    tap += 16;
  }
}

/** Columns of one input row, zeros where they lie outside. */
export function copyColumns(line: usize, first: i32, count: i32, width: i32, channels: i32, to: usize): void {
  const before = min(count, max(0, -first));
  const after = min(count - before, max(0, first + count - width));
  const inside = count - before - after;
  zeroFloats(to, before * channels);
  copyFloats(to + (<usize>(before * channels) << 2), line + (<usize>((first + before) * channels) << 2), inside * channels);
  zeroFloats(to + (<usize>((before + inside) * channels) << 2), after * channels);
}
