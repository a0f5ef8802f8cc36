import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SimdBackend } from '../backend.ts';
import type { Block } from '../arena.ts';
import { TASK } from '../kinds.ts';
import { floatWord } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { forwardTaps, inputPhases, outputShape, volume } from './geometry.ts';
import type { Geometry, Size3, TapRun } from './geometry.ts';

const ROWS = 6;
/** About how much work a task should be: some tens of microseconds. */
const TASK_FLOPS = 4e6;
/** Tasks that a job should have at least, so that threads end together; never a function of the threads. */
const LEAST_TASKS = 8;

/** y = x ∗ filter (+ bias), then ReLU if asked. x is [image, …spatial, channel]. */
export function convolve(backend: SimdBackend, x: TensorInfo, filter: TensorInfo, bias: TensorInfo | null, g: Geometry, relu: boolean): TensorInfo {
  const rank = x.shape.length - 2;
  const y = backend.output(outputShape(g, rank));
  if (volume(g.output) * g.images * g.outChannels === 0) return y.info;
  const { machine } = backend;
  const taps = forwardTaps(g);
  const tapCount = volume(g.filter);
  const address = { x: backend.address(x), filter: backend.address(filter) };
  const weights = rowPanels(machine, address.filter, tapCount * g.inChannels, g.outChannels);
  const start = startValues(backend, bias, g.outChannels);
  const lines = isPointwise(g)
    ? { input: [1, 1, g.images * volume(g.output)] as const, output: [1, 1, g.images * volume(g.output)] as const, images: 1 }
    : { input: g.input, output: g.output, images: g.images };
  const pixel = g.outChannels * 4;
  runForward(machine, {
    x: address.x,
    y: y.address,
    weights,
    start: start.address,
    input: lines.input,
    inChannels: g.inChannels,
    output: lines.output,
    images: lines.images,
    outChannels: g.outChannels,
    step: g.strides,
    taps,
    place: placeOf(lines.output, pixel),
    relu,
  });
  weights.free();
  start.free();
  return y.info;
}

/**
 * The gradient with respect to x; also a transposed convolution, which may have
 * a bias and a ReLU. dy is [image, …output, outChannel] of the geometry.
 */
export function convolveInput(backend: SimdBackend, dy: TensorInfo, filter: TensorInfo, bias: TensorInfo | null, g: Geometry, relu: boolean): TensorInfo {
  const rank = dy.shape.length - 2;
  const dx = backend.output([g.images, ...g.input.slice(3 - rank), g.inChannels]);
  const { machine } = backend;
  const address = { dy: backend.address(dy), filter: backend.address(filter) };
  const start = startValues(backend, bias, g.inChannels);
  const whole = placeOf(g.input, g.inChannels * 4);
  for (const phase of inputPhases(g)) {
    const weights = turnedPanels(machine, address.filter, phase.taps, g.outChannels, g.inChannels);
    runForward(machine, {
      x: address.dy,
      y: dx.address + phase.first[0] * whole.depth + phase.first[1] * whole.height + phase.first[2] * whole.width,
      weights,
      start: start.address,
      input: g.output,
      inChannels: g.outChannels,
      output: phase.size,
      images: g.images,
      outChannels: g.inChannels,
      step: [1, 1, 1],
      taps: phase.taps,
      place: {
        image: whole.image,
        depth: whole.depth * g.strides[0],
        height: whole.height * g.strides[1],
        width: whole.width * g.strides[2],
      },
      relu,
    });
    weights.free();
  }
  start.free();
  return dx.info;
}

/** Bytes between neighbours of a result along each axis. */
interface Place {
  readonly image: number;
  readonly depth: number;
  readonly height: number;
  readonly width: number;
}

function placeOf(size: Size3, pixelBytes: number): Place {
  const height = size[2] * pixelBytes;
  const depth = size[1] * height;
  return { image: size[0] * depth, depth, height, width: pixelBytes };
}

/** The second operand in panels as wide as a tile. */
interface Panels {
  readonly address: number;
  /** Bytes from a row to the next, and from a panel to the next. */
  readonly ldb: number;
  readonly panelBytes: number;
  free(): void;
}

interface Forward {
  readonly x: number;
  readonly y: number;
  readonly weights: Panels;
  readonly start: number;
  readonly input: Size3;
  readonly inChannels: number;
  readonly output: Size3;
  readonly images: number;
  readonly outChannels: number;
  readonly step: Size3;
  readonly taps: readonly TapRun[];
  readonly place: Place;
  readonly relu: boolean;
}

function runForward(machine: Machine, f: Forward): void {
  const positions = f.images * volume(f.output);
  if (positions === 0) return;
  const tapCount = f.taps.reduce((sum, run) => sum + run.count, 0);
  const panels = Math.ceil(f.outChannels / machine.columns);
  const byRow = worthByRow(f, panels);
  const flops = 2 * tapCount * f.inChannels * f.outChannels;
  const perTask = positionsPerTask(f, flops, positions, byRow);
  const blocks = Math.ceil(positions / perTask);
  const panelGroups = Math.min(panels, Math.max(1, Math.ceil(LEAST_TASKS / blocks)));
  const tapRuns = machine.words(f.taps.flatMap((run) => [run.depth, run.height, run.width, run.count]));
  const args = machine.words([
    f.x,
    f.weights.address,
    f.start,
    f.y,
    ...f.input,
    f.inChannels,
    ...f.output,
    f.outChannels,
    ...f.step,
    tapRuns,
    f.taps.length,
    tapCount,
    f.weights.ldb,
    f.weights.panelBytes,
    f.place.image,
    f.place.depth,
    f.place.height,
    f.place.width,
    floatWord(f.relu ? 0 : -Infinity),
    positions,
    perTask,
    panelGroups,
    byRow ? 1 : 0,
  ]);
  machine.run(TASK.convolve, args, blocks * panelGroups);
}

/**
 * Whether tiles should stay within a row. Rows that are no multiple of six
 * waste positions, and the tiles at both ends are gathered; running on over
 * rows wastes none but gathers all, which each further panel makes cheaper.
 */
function worthByRow(f: Forward, panels: number): boolean {
  const width = f.output[2];
  if (width < ROWS) return false;
  const wasted = (Math.ceil(width / ROWS) * ROWS) / width - 1;
  const reaches = f.taps.some((run) => run.width < 0 || (width - 1) * f.step[2] + run.width + run.count > f.input[2]);
  const gatherByRow = reaches ? Math.min(1, (2 * ROWS) / width) : 0;
  const gatherCost = 0.25 / panels;
  return wasted + gatherByRow * gatherCost <= gatherCost;
}

function positionsPerTask(f: Forward, flops: number, positions: number, byRow: boolean): number {
  const wanted = Math.min(Math.ceil(TASK_FLOPS / Math.max(flops, 1)), Math.ceil(positions / LEAST_TASKS));
  if (!byRow) return Math.max(ROWS, Math.ceil(wanted / ROWS) * ROWS);
  const width = f.output[2];
  return width > 4 * wanted ? Math.max(ROWS, Math.ceil(wanted / ROWS) * ROWS) : Math.max(1, Math.round(wanted / width)) * width;
}

/** One tap, stride 1, nothing padded: rows of pixels are one long row. */
function isPointwise(g: Geometry): boolean {
  return volume(g.filter) === 1 && g.strides.every((s) => s === 1) && g.output.every((size, axis) => size === g.input[axis]);
}

/** The filter as it lies if its rows are whole panels, else copied into panels. */
function rowPanels(machine: Machine, filter: number, rows: number, width: number): Panels {
  const { columns } = machine;
  if (width === columns) return { address: filter, ldb: columns * 4, panelBytes: 0, free: () => undefined };
  return pack(machine, { from: filter, taps: [0], rows, width, rowStep: width * 4, columnStep: 4 });
}

/** The filter with input and output channels exchanged, taps in the order given. */
function turnedPanels(machine: Machine, filter: number, taps: readonly TapRun[], rows: number, width: number): Panels {
  const tapBytes = rows * width * 4;
  const offsets = taps.flatMap((run) => run.filterTaps).map((tap) => tap * tapBytes);
  return pack(machine, { from: filter, taps: offsets, rows, width, rowStep: 4, columnStep: rows * 4 });
}

interface Packing {
  readonly from: number;
  /** Byte offset of each tap. */
  readonly taps: readonly number[];
  readonly rows: number;
  readonly width: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

function pack(machine: Machine, packing: Packing): Panels {
  const { columns, arena } = machine;
  const panels = Math.ceil(packing.width / columns);
  const panelBytes = packing.taps.length * packing.rows * columns * 4;
  const block = arena.allocate(panels * panelBytes);
  const taps = machine.words(packing.taps);
  const args = machine.words([
    packing.from,
    block.address,
    taps,
    packing.taps.length,
    packing.rows,
    packing.width,
    packing.rowStep,
    packing.columnStep,
  ]);
  machine.run(TASK.packPanels, args, panels * packing.taps.length);
  return { address: block.address, ldb: columns * 4, panelBytes, free: () => arena.free(block) };
}

/** What the sums begin with: the bias, or zeros, as long as whole panels. */
function startValues(backend: SimdBackend, bias: TensorInfo | null, channels: number): { readonly address: number; free(): void } {
  const { machine } = backend;
  const length = Math.ceil(channels / machine.columns) * machine.columns;
  const block: Block = machine.arena.allocate(length * 4);
  const values = machine.floats(block, length).fill(0);
  if (bias) values.set(backend.values(bias));
  return { address: block.address, free: () => machine.arena.free(block) };
}

/** The gradient with respect to the filter: [...filter, inChannel, outChannel]. */
export function convolveFilter(backend: SimdBackend, x: TensorInfo, dy: TensorInfo, g: Geometry): TensorInfo {
  const rank = x.shape.length - 2;
  const shape = [...g.filter.slice(3 - rank), g.inChannels, g.outChannels];
  const out = backend.output(shape);
  const { machine } = backend;
  const rows = g.images * g.output[0] * g.output[1];
  const flat = isPointwise(g);
  const positions = rows * g.output[2];
  const line = flat ? chooseLine(positions) : { rows, width: g.output[2] };
  const taps = forwardTaps(g);
  const tiles = taps.reduce((sum, run) => sum + Math.ceil((run.count * g.inChannels) / ROWS), 0);
  const panels = Math.ceil(g.outChannels / machine.columns);
  const chunkBytes = tiles * ROWS * panels * machine.columns * 4;
  const longest = Math.max(...taps.map((run) => run.count)) * g.inChannels;
  const rowsPerBlock = blockRows(line.width, longest, g, machine.scratchBytes);
  const chunks = chunkCount(line.rows, rowsPerBlock, chunkBytes);
  const rowsPerChunk = Math.ceil(line.rows / chunks);
  const groups = Math.min(tiles, Math.max(1, Math.ceil(LEAST_TASKS / chunks)));
  const partials = machine.arena.allocate(chunks * chunkBytes);
  const filterRows = volume(g.filter) * g.inChannels;
  const rowsPerTask = Math.ceil(filterRows / LEAST_TASKS);
  const make = () => {
    const tapRuns = machine.words(taps.flatMap((run) => [run.depth, run.height, run.width, run.count]));
    return machine.words([
      backend.address(x),
      backend.address(dy),
      partials.address,
      ...(flat ? [1, line.rows, line.width] : g.input),
      g.inChannels,
      ...(flat ? [1, line.rows, line.width] : g.output),
      g.outChannels,
      ...g.strides,
      tapRuns,
      taps.length,
      line.rows,
      rowsPerChunk,
      rowsPerBlock,
      chunks,
      groups,
      tiles,
      out.address,
      rowsPerTask,
    ]);
  };
  machine.run(TASK.filterGradient, make(), chunks * groups);
  machine.run(TASK.addPartials, make(), Math.ceil(filterRows / rowsPerTask));
  machine.arena.free(partials);
  return out.info;
}

/** Positions without an order of their own, in lines that blocks can be made of. */
function chooseLine(positions: number): { readonly rows: number; readonly width: number } {
  for (let width = Math.min(positions, 256); width >= 16; width--) {
    if (positions % width === 0) return { rows: positions / width, width };
  }
  return { rows: 1, width: positions };
}

/** What a block reads should stay in the second-level cache while all tiles pass over it. */
const BLOCK_BYTES = 192 * 1024;

function blockRows(width: number, longestRun: number, g: Geometry, scratchBytes: number): number {
  const rowBytes = width * (g.inChannels * g.strides[2] + g.outChannels) * 4;
  const gathered = (width < 16 ? width : 2 * g.filter[2]) * longestRun * 4 + 64;
  return Math.max(1, Math.min(Math.floor(BLOCK_BYTES / rowBytes), Math.floor((scratchBytes * 0.75) / gathered)));
}

/** Partial sums: enough to keep threads busy, few and small enough to add up quickly. */
function chunkCount(rows: number, rowsPerBlock: number, chunkBytes: number): number {
  const most = Math.max(1, Math.floor((2 * 1024 * 1024) / chunkBytes));
  return Math.max(1, Math.min(LEAST_TASKS, most, Math.ceil(rows / rowsPerBlock)));
}
