import type { Machine } from '../machine.ts';
import { TASK } from '../kinds.ts';
import type { TapRun } from './geometry.ts';

/** The second operand in panels as wide as a tile. */
export interface Panels extends Disposable {
  readonly address: number;
  /** Bytes from a row to the next, and from a panel to the next. */
  readonly ldb: number;
  readonly panelBytes: number;
}

/** The filter as it lies if its rows are whole panels, else copied into panels. */
export function rowPanels(machine: Machine, filter: number, rows: number, width: number): Panels {
  const { columns } = machine;
  if (width === columns) return { address: filter, ldb: columns * 4, panelBytes: 0, [Symbol.dispose]: () => undefined };
  return pack(machine, { from: filter, taps: [0], rows, width, rowStep: width * 4, columnStep: 4 });
}

/** The filter with input and output channels exchanged, taps in the order given. */
export function turnedPanels(machine: Machine, filter: number, taps: readonly TapRun[], rows: number, width: number): Panels {
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
  return { address: block.address, ldb: columns * 4, panelBytes, [Symbol.dispose]: () => arena.free(block) };
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
