import { TASK } from '../kinds.ts';
import type { Machine } from '../machine.ts';
import { STREAM_TASK } from './elementwise.ts';

/** An axis that elements are moved along: steps in bytes, those of the source may be negative or zero. */
export interface MoveAxis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** Outer axes that a task can walk: see `assembly/row-walk.ts`. */
export const MOST_AXES = 8;

/** Moves elements of 4 bytes or 1 from one arrangement to another. Axes go from the outermost to the innermost of the target. */
export function moveElements(machine: Machine, from: number, to: number, elementBytes: number, axes: readonly MoveAxis[]): void {
  if (axes.some(({ size }) => size === 0)) return;
  const joined = joinedAxes(axes);
  if (joined.length > MOST_AXES + 1) {
    const [outermost, ...rest] = joined as [MoveAxis, ...MoveAxis[]];
    for (let i = 0; i < outermost.size; i++) moveElements(machine, from + i * outermost.from, to + i * outermost.to, elementBytes, rest);
    return;
  }
  const inner = joined.pop() ?? { size: 1, from: elementBytes, to: elementBytes };
  const source = joined.findIndex((axis) => axis.from === elementBytes);
  if (inner.from !== elementBytes && inner.from !== 0 && inner.to === elementBytes && source >= 0) {
    const [along] = joined.splice(source, 1) as [MoveAxis];
    turn(machine, from, to, elementBytes, along, inner, joined);
  } else {
    copyRows(machine, from, to, elementBytes, inner, joined);
  }
}

function copyRows(machine: Machine, from: number, to: number, elementBytes: number, inner: MoveAxis, outer: readonly MoveAxis[]): void {
  const kind = inner.from === elementBytes && inner.to === elementBytes ? TASK.copyRuns : TASK.copyElements;
  const rows = outer.reduce((count, axis) => count * axis.size, 1);
  const pieceLength = Math.min(inner.size, STREAM_TASK);
  const pieces = Math.ceil(inner.size / pieceLength);
  const rowsPerTask = pieces > 1 ? 1 : Math.max(1, Math.floor(STREAM_TASK / inner.size));
  const words = [from, to, elementBytes, inner.size, inner.from, inner.to, rows, rowsPerTask, pieces, pieceLength];
  machine.run(kind, machine.words([...words, ...listed(outer)]), Math.ceil(rows / rowsPerTask) * pieces);
}

/** Elements of a tile along the target, where whole pages are written one after the other, and in all. */
const TILE_ALONG_TARGET = 256;
const TILE_ELEMENTS = 4096;

/** A transposition; `along` goes on in the source, `inner` in the target. */
function turn(machine: Machine, from: number, to: number, elementBytes: number, along: MoveAxis, inner: MoveAxis, outer: readonly MoveAxis[]): void {
  const tileTo = Math.min(inner.size, TILE_ALONG_TARGET);
  const tileFrom = Math.min(along.size, Math.ceil(TILE_ELEMENTS / tileTo / 16) * 16);
  const tilesFrom = Math.ceil(along.size / tileFrom);
  const tilesTo = Math.ceil(inner.size / tileTo);
  const tiles = outer.reduce((count, axis) => count * axis.size, tilesFrom * tilesTo);
  const perTask = Math.max(1, Math.floor(STREAM_TASK / (tileFrom * tileTo)));
  const words = [from, to, elementBytes, along.size, along.to, inner.size, inner.from, tileFrom, tileTo, tilesFrom, tilesTo, tiles, perTask];
  machine.run(TASK.turnPlanes, machine.words([...words, ...listed(outer)]), Math.ceil(tiles / perTask));
}

function listed(axes: readonly MoveAxis[]): number[] {
  return [axes.length, ...axes.flatMap(({ size, from, to }) => [size, from, to])];
}

/** Axes without those of one element; neighbours that are stepped over evenly on both sides become one. */
function joinedAxes(axes: readonly MoveAxis[]): MoveAxis[] {
  const joined: MoveAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = joined.at(-1);
    if (outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size) {
      joined[joined.length - 1] = { ...axis, size: outer.size * axis.size };
    } else {
      joined.push(axis);
    }
  }
  return joined;
}

/** Steps in bytes of a tensor that lies as its shape says. */
export function stepsOf(shape: readonly number[], elementBytes: number): number[] {
  const steps = new Array<number>(shape.length);
  let step = elementBytes;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    steps[axis] = step;
    step *= shape[axis] as number;
  }
  return steps;
}
