/**
 * The gradient of a convolution with respect to its filter: for every tap and
 * input channel (a row of the tile) and output channel (a column), the sum over
 * positions of input times gradient.
 *
 * Positions are taken in blocks that stay in the second-level cache while every
 * tile passes over them; sums live in an accumulator between blocks. The
 * positions are split into chunks with an accumulator each, as many as the
 * shape says, never as many as there are threads; `addPartials` then adds them
 * up in order. So the result does not depend on the number of threads.
 */
import { Run, Tile } from './layout';
import { copyColumns } from './convolution';
import { columns, copyFloats, scratchBase, zeroFloats } from './scratch';
import { tile6x16, tile6x8 } from './tiles';

/** Arguments, in bytes from their beginning. */
export namespace Filter {
  export const x: usize = 0;
  export const dy: usize = 4;
  /** Accumulators: [chunk][tap run, rows in sixes][panel, column]. */
  export const partials: usize = 8;
  export const inDepth: usize = 12;
  export const inHeight: usize = 16;
  export const inWidth: usize = 20;
  export const inChannels: usize = 24;
  export const outDepth: usize = 28;
  export const outHeight: usize = 32;
  export const outWidth: usize = 36;
  export const outChannels: usize = 40;
  export const stepDepth: usize = 44;
  export const stepHeight: usize = 48;
  export const stepWidth: usize = 52;
  /** Runs of taps: [depth, height, width, count] each. */
  export const tapRuns: usize = 56;
  export const tapRunCount: usize = 60;
  /** Rows of positions (image, depth, height) in all, in a chunk and in a block. */
  export const rows: usize = 64;
  export const rowsPerChunk: usize = 68;
  export const rowsPerBlock: usize = 72;
  export const chunks: usize = 76;
  /** Groups that the tiles of a chunk are split into, each a task of its own. */
  export const groups: usize = 80;
  /** Tiles of six rows over all tap runs. */
  export const tiles: usize = 84;
  /** For `addPartials`: where the sum goes, [tap, channel][outChannel], and how many rows a task adds. */
  export const out: usize = 88;
  export const rowsPerTask: usize = 92;
  /** 1: one block is all there is, and tiles are written to their places in `out` at once. */
  export const direct: usize = 96;
  /** 1: runs are single taps, and positions whose tap lies beside the image are left out. */
  export const inside: usize = 100;
  export const size: usize = 104;
}

const ROWS: i32 = 6;

let zerosAt: usize = 0;
let runsAt: usize = 0;
let runsEnd: usize = 0;
let fragmentsAt: usize = 0;
/** Bytes from a position to the next in the operand that the runs read. */
let positionStep: usize = 0;

export function filterGradient(args: usize, task: i32): void {
  const groups = load<i32>(args, Filter.groups);
  const chunk = task / groups;
  const group = task % groups;
  const tiles = load<i32>(args, Filter.tiles);
  const firstTile = (tiles * group) / groups;
  const lastTile = (tiles * (group + 1)) / groups;
  const rows = load<i32>(args, Filter.rows);
  const first = chunk * load<i32>(args, Filter.rowsPerChunk);
  const last = min(first + load<i32>(args, Filter.rowsPerChunk), rows);
  const width = columns();
  const panels = (load<i32>(args, Filter.outChannels) + width - 1) / width;
  const lineBytes = <usize>(panels * width) << 2;
  const direct = load<i32>(args, Filter.direct) != 0;
  const sums = load<usize>(args, Filter.partials) + <usize>(chunk * tiles * ROWS) * lineBytes;
  if (!direct) zeroFloats(sums + <usize>(firstTile * ROWS) * lineBytes, (lastTile - firstTile) * ROWS * panels * width);

  const tile = scratchBase();
  zerosAt = tile + Tile.size;
  zeroFloats(zerosAt, 16);
  runsAt = zerosAt + 64;
  store<usize>(tile, 4, Tile.rowStep);
  store<usize>(tile, <usize>load<i32>(args, Filter.outChannels) << 2, Tile.ldb);
  store<usize>(tile, direct ? 0 : lineBytes, Tile.initStep);
  store<usize>(tile, lineBytes, Tile.outStep);
  store<f32>(tile, <f32>-Infinity, Tile.floor);
  store<i32>(tile, 1, Tile.count);

  const perBlock = load<i32>(args, Filter.rowsPerBlock);
  for (let row = first; row < last; row += perBlock) {
    const rowsEnd = min(row + perBlock, last);
    let tap = load<usize>(args, Filter.tapRuns);
    let runFirst = 0;
    let line = 0;
    for (let run = load<i32>(args, Filter.tapRunCount); run > 0; --run) {
      const lines = load<i32>(tap, 12) * load<i32>(args, Filter.inChannels);
      const runLast = runFirst + (lines + ROWS - 1) / ROWS;
      const from = max(firstTile, runFirst);
      const to = min(lastTile, runLast);
      if (from < to) {
        makeRuns(args, tap, row, rowsEnd);
        if (direct) writeTiles(args, tile, runFirst, from, to, panels, line, lines);
        else if (runsEnd > runsAt) passOver(args, tile, runFirst, from, to, panels, sums, lineBytes);
      }
      runFirst = runLast;
      line += lines;
      tap += 16;
    }
  }
}

/** Adds a block of positions to the sums of some tiles. */
function passOver(args: usize, tile: usize, runFirst: i32, from: i32, to: i32, panels: i32, sums: usize, lineBytes: usize): void {
  const dy = load<usize>(args, Filter.dy);
  const width = columns();
  store<usize>(tile, positionStep, Tile.step);
  store<usize>(tile, runsAt, Tile.runs);
  store<usize>(tile, runsEnd, Tile.runsEnd);
  for (let panel = 0; panel < panels; ++panel) {
    const offset = <usize>(panel * width) << 2;
    for (let i = from; i < to; ++i) {
      store<usize>(tile, <usize>((i - runFirst) * ROWS) << 2, Tile.a);
      const place = sums + <usize>(i * ROWS) * lineBytes + offset;
      if (width == 16) tile6x16(tile, dy + offset, place, place);
      else tile6x8(tile, dy + offset, place, place);
    }
  }
}

/**
 * Writes the sums of some tiles to the filter's own rows. The last tile of a
 * run is moved back to be whole: rows computed twice come out the same.
 */
function writeTiles(args: usize, tile: usize, runFirst: i32, from: i32, to: i32, panels: i32, line: i32, lines: i32): void {
  const dy = load<usize>(args, Filter.dy);
  const out = load<usize>(args, Filter.out);
  const width = columns();
  const outBytes = <usize>(panels * width) << 2;
  store<usize>(tile, positionStep, Tile.step);
  store<usize>(tile, runsAt, Tile.runs);
  store<usize>(tile, runsEnd, Tile.runsEnd);
  for (let panel = 0; panel < panels; ++panel) {
    const offset = <usize>(panel * width) << 2;
    for (let i = from; i < to; ++i) {
      const row = min((i - runFirst) * ROWS, lines - ROWS);
      store<usize>(tile, <usize>row << 2, Tile.a);
      const place = out + <usize>(line + row) * outBytes + offset;
      if (width == 16) tile6x16(tile, dy + offset, place, zerosAt);
      else tile6x8(tile, dy + offset, place, zerosAt);
    }
  }
}

/**
 * Lists where the block's positions lie for one run of taps. Wide rows are read
 * in place, with short gathered pieces where taps reach over the border; narrow
 * ones are gathered whole, so that one run spans many rows.
 */
function makeRuns(args: usize, tap: usize, first: i32, last: i32): void {
  const outWidth = load<i32>(args, Filter.outWidth);
  const step = load<i32>(args, Filter.stepWidth);
  const channels = load<i32>(args, Filter.inChannels);
  const inWidth = load<i32>(args, Filter.inWidth);
  const inHeight = load<i32>(args, Filter.inHeight);
  const inDepth = load<i32>(args, Filter.inDepth);
  const outHeight = load<i32>(args, Filter.outHeight);
  const outDepth = load<i32>(args, Filter.outDepth);
  const width = load<i32>(tap, 8);
  const count = load<i32>(tap, 12);
  const lines = count * channels;
  // The positions whose taps all lie inside the image: low … high - 1.
  const low = min(outWidth, width < 0 ? (-width + step - 1) / step : 0);
  const reach = inWidth - width - count;
  const high = max(low, min(outWidth, reach < 0 ? 0 : reach / step + 1));
  const inside = load<i32>(args, Filter.inside) != 0;
  const gathered = !inside && outWidth < 16 && (low > 0 || high < outWidth || step != 1 || count != 1);
  positionStep = <usize>(gathered ? lines : step * channels) << 2;
  const most = (last - first) * 3;
  fragmentsAt = (runsAt + <usize>most * Run.size + 15) & ~15;
  let free = fragmentsAt;
  let to = runsAt;
  const ldb = <usize>load<i32>(args, Filter.outChannels) << 2;
  const x = load<usize>(args, Filter.x);
  let previousEnd = -1;
  for (let row = first; row < last; ++row) {
    const plane = row / outHeight;
    const image = plane / outDepth;
    const y = (row - plane * outHeight) * load<i32>(args, Filter.stepHeight) + load<i32>(tap, 4);
    const z = (plane - image * outDepth) * load<i32>(args, Filter.stepDepth) + load<i32>(tap);
    if (y < 0 || y >= inHeight || z < 0 || z >= inDepth) continue;
    const line = x + (<usize>((image * inDepth + z) * inHeight + y) * <usize>(inWidth * channels) << 2);
    const b = <usize>(row * outWidth) * ldb;
    if (gathered) {
      for (let position = 0; position < outWidth; ++position) {
        copyColumns(line, position * step + width, count, inWidth, channels, free + <usize>position * positionStep);
      }
      if (previousEnd == row) {
        store<usize>(to - Run.size, load<usize>(to - Run.size, Run.bytes) + <usize>outWidth * ldb, Run.bytes);
      } else {
        to = addRun(to, free, b, <usize>outWidth * ldb);
      }
      previousEnd = row + 1;
      free += <usize>outWidth * positionStep;
      continue;
    }
    if (low > 0 && !inside) {
      const span = (low - 1) * step + count;
      copyColumns(line, width, span, inWidth, channels, free);
      to = addRun(to, free, b, <usize>low * ldb);
      free += <usize>(span * channels) << 2;
    }
    if (high > low) {
      to = addRun(to, line + (<usize>((low * step + width) * channels) << 2), b + <usize>low * ldb, <usize>(high - low) * ldb);
    }
    if (high < outWidth && !inside) {
      const span = (outWidth - high - 1) * step + count;
      copyColumns(line, high * step + width, span, inWidth, channels, free);
      to = addRun(to, free, b + <usize>high * ldb, <usize>(outWidth - high) * ldb);
      free += <usize>(span * channels) << 2;
    }
  }
  runsEnd = to;
}

// @ts-ignore: decorator
@inline
function addRun(to: usize, a: usize, b: usize, bytes: usize): usize {
  store<usize>(to, a, Run.a);
  store<usize>(to, b, Run.b);
  store<usize>(to, bytes, Run.bytes);
  return to + Run.size;
}

/** Adds the chunks' sums in order and writes them without padding: rows [tap, channel] of the filter. */
export function addPartials(args: usize, task: i32): void {
  const width = columns();
  const channels = load<i32>(args, Filter.outChannels);
  const panels = (channels + width - 1) / width;
  const lineBytes = <usize>(panels * width) << 2;
  const chunks = load<i32>(args, Filter.chunks);
  const chunkBytes = <usize>(load<i32>(args, Filter.tiles) * ROWS) * lineBytes;
  const perTask = load<i32>(args, Filter.rowsPerTask);
  const first = task * perTask;
  const last = first + perTask;
  let tap = load<usize>(args, Filter.tapRuns);
  let line = 0;
  let tile = 0;
  for (let run = load<i32>(args, Filter.tapRunCount); run > 0; --run) {
    const lines = load<i32>(tap, 12) * load<i32>(args, Filter.inChannels);
    const from = max(first, line);
    const to = min(last, line + lines);
    for (let row = from; row < to; ++row) {
      const source = load<usize>(args, Filter.partials) + <usize>(tile * ROWS + row - line) * lineBytes;
      addLine(load<usize>(args, Filter.out) + (<usize>(row * channels) << 2), source, channels, chunks, chunkBytes);
    }
    line += lines;
    tile += (lines + ROWS - 1) / ROWS;
    tap += 16;
  }
}

function addLine(to: usize, from: usize, count: i32, chunks: i32, chunkBytes: usize): void {
  if (chunks == 1) {
    copyFloats(to, from, count);
    return;
  }
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = from + (<usize>i << 2);
    let sum = v128.load(at);
    for (let chunk = 1; chunk < chunks; ++chunk) sum = f32x4.add(sum, v128.load(at + <usize>chunk * chunkBytes));
    v128.store(to + (<usize>i << 2), sum);
  }
  for (let i = whole; i < count; ++i) {
    const at = from + (<usize>i << 2);
    let sum = load<f32>(at);
    for (let chunk = 1; chunk < chunks; ++chunk) sum += load<f32>(at + <usize>chunk * chunkBytes);
    store<f32>(to + (<usize>i << 2), sum);
  }
}
