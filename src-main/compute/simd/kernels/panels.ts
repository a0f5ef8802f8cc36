import type { Machine } from '../machine.ts';
import { TASK } from '../kinds.ts';
import type { TapRun } from './geometry.ts';

/** The second operand of a product as it lies, and how it is to be read: rows of each tap, one after the other. */
export interface Weights {
  readonly from: number;
  /** Byte offset of each tap. */
  readonly taps: readonly number[];
  readonly rows: number;
  readonly width: number;
  /** Bytes between rows and between columns: one of them is 4. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** The filter as it lies. */
export function rowWeights(filter: number, tapCount: number, rows: number, width: number): Weights {
  const taps = Array.from({ length: tapCount }, (_, tap) => tap * rows * width * 4);
  return { from: filter, taps, rows, width, rowStep: width * 4, columnStep: 4 };
}

/** The filter with input and output channels exchanged, taps in the order given. */
export function turnedWeights(filter: number, taps: readonly TapRun[], rows: number, width: number): Weights {
  const offsets = taps.flatMap((run) => run.filterTaps).map((tap) => tap * rows * width * 4);
  return { from: filter, taps: offsets, rows, width, rowStep: 4, columnStep: rows * 4 };
}

/** Weights in panels as wide as a tile. */
export interface Panels extends Disposable {
  readonly address: number;
  /** Bytes from a panel to the next. */
  readonly panelBytes: number;
}

/** The weights themselves if their rows are whole panels, else copied into panels. */
export function packed(machine: Machine, weights: Weights): Panels {
  const { columns, arena } = machine;
  if (weights.width === columns && weights.rowStep === columns * 4) return { address: weights.from, panelBytes: 0, [Symbol.dispose]: () => undefined };
  const panels = Math.ceil(weights.width / columns);
  const panelBytes = weights.taps.length * weights.rows * columns * 4;
  const block = arena.allocate(panels * panelBytes);
  machine.run(TASK.packPanels, packWords(machine, weights, block.address), panels * weights.taps.length);
  return { address: block.address, panelBytes, [Symbol.dispose]: () => arena.free(block) };
}

/** Arguments of assembly/pack.ts. */
export function packWords(machine: Machine, { from, taps, rows, width, rowStep, columnStep }: Weights, to: number): number {
  return machine.words([from, to, machine.words(taps), taps.length, rows, width, rowStep, columnStep]);
}

/** Start values of the sums, as long as whole panels. */
export interface Start extends Disposable {
  readonly address: number;
  readonly values: Float32Array;
}

export function zeroStart(machine: Machine, channels: number): Start {
  const length = Math.ceil(channels / machine.columns) * machine.columns;
  const block = machine.arena.allocate(length * 4);
  return { address: block.address, values: machine.floats(block, length).fill(0), [Symbol.dispose]: () => machine.arena.free(block) };
}
