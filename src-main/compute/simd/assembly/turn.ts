/**
 * Transpositions: the innermost axis of the target is not that of the source.
 * The plane of both, [along the source, along the target], is taken in tiles
 * that fit the first-level cache.
 */
import { turn4 } from './pack';
import { enterRow, placeA, placeB } from './row-walk';
import { scratchBase } from './scratch';

/** Arguments, in bytes from their beginning; steps are bytes. */
namespace Turn {
  export const from: usize = 0;
  export const to: usize = 4;
  /** 4 or 1. */
  export const elementBytes: usize = 8;
  /** Elements along the source, their step in the target; elements along the target, their step in the source. */
  export const lengthFrom: usize = 12;
  export const toStep: usize = 16;
  export const lengthTo: usize = 20;
  export const fromStep: usize = 24;
  /** Size of a tile, tiles of a plane, of all planes, and those that a task takes. */
  export const tileFrom: usize = 28;
  export const tileTo: usize = 32;
  export const tilesFrom: usize = 36;
  export const tilesTo: usize = 40;
  export const tiles: usize = 44;
  export const tilesPerTask: usize = 48;
  /** Outer axes: see row-walk.ts. */
  export const axes: usize = 52;
  export const firstAxis: usize = 56;
}

/** Where in scratch a block lies: on a cache line, behind the walk's places. */
const BLOCK_AT: usize = 64;

export function turnPlanes(args: usize, task: i32): void {
  const perTask = load<i32>(args, Turn.tilesPerTask);
  const last = min((task + 1) * perTask, load<i32>(args, Turn.tiles));
  for (let tile = task * perTask; tile < last; ++tile) turnTile(args, tile);
}

function turnTile(args: usize, tile: i32): void {
  const tilesFrom = load<i32>(args, Turn.tilesFrom);
  const tilesTo = load<i32>(args, Turn.tilesTo);
  const fromStep = load<usize>(args, Turn.fromStep);
  const toStep = load<usize>(args, Turn.toStep);
  const size = load<usize>(args, Turn.elementBytes);
  const p = (tile % tilesFrom) * load<i32>(args, Turn.tileFrom);
  const rest = tile / tilesFrom;
  const q = (rest % tilesTo) * load<i32>(args, Turn.tileTo);
  const lengthFrom = min(load<i32>(args, Turn.tileFrom), load<i32>(args, Turn.lengthFrom) - p);
  const lengthTo = min(load<i32>(args, Turn.tileTo), load<i32>(args, Turn.lengthTo) - q);
  enterRow(args + Turn.firstAxis, load<i32>(args, Turn.axes), rest / tilesTo, load<usize>(args, Turn.from), load<usize>(args, Turn.to));
  const from = placeA + <usize>p * size + <usize>q * fromStep;
  const to = placeB + <usize>p * toStep + <usize>q * size;
  if (size == 4) turnWords(from, fromStep, to, toStep, lengthFrom, lengthTo);
  else turnOneByOne<u8>(from, fromStep, to, toStep, 0, lengthFrom, 0, lengthTo);
}

/** Blocks of 16 x 16 as far as they go, then of 4 x 4, then what is left. */
function turnWords(from: usize, fromStep: usize, to: usize, toStep: usize, lengthFrom: i32, lengthTo: i32): void {
  const blocksFrom = lengthFrom & ~15;
  const blocksTo = lengthTo & ~15;
  for (let q = 0; q < blocksTo; q += 16) {
    for (let p = 0; p < blocksFrom; p += 16) {
      turnBlock(from + <usize>q * fromStep + (<usize>p << 2), fromStep, to + <usize>p * toStep + (<usize>q << 2), toStep);
    }
  }
  turnBorder(from, fromStep, to, toStep, blocksFrom, lengthFrom, 0, lengthTo);
  turnBorder(from, fromStep, to, toStep, 0, blocksFrom, blocksTo, lengthTo);
}

/**
 * By way of scratch: so every cache line is read and written once and whole,
 * also where steps are powers of two and lines drive one another out.
 */
function turnBlock(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const block = scratchBase() + BLOCK_AT;
  for (let q: usize = 0; q < 64; q += 16) {
    turn4(from, fromStep, block + q, 64);
    turn4(from + 16, fromStep, block + q + 256, 64);
    turn4(from + 32, fromStep, block + q + 512, 64);
    turn4(from + 48, fromStep, block + q + 768, 64);
    from += fromStep << 2;
  }
  for (let p: usize = 0; p < 1024; p += 64) {
    const a = v128.load(block + p);
    const b = v128.load(block + p, 16);
    const c = v128.load(block + p, 32);
    const d = v128.load(block + p, 48);
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
    to += toStep;
  }
}

function turnBorder(from: usize, fromStep: usize, to: usize, toStep: usize, firstFrom: i32, lastFrom: i32, firstTo: i32, lastTo: i32): void {
  const wholeFrom = firstFrom + ((lastFrom - firstFrom) & ~3);
  const wholeTo = firstTo + ((lastTo - firstTo) & ~3);
  for (let p = firstFrom; p < wholeFrom; p += 4) {
    const source = from + (<usize>p << 2);
    const place = to + <usize>p * toStep;
    for (let q = firstTo; q < wholeTo; q += 4) turn4(source + <usize>q * fromStep, fromStep, place + (<usize>q << 2), toStep);
  }
  turnOneByOne<u32>(from, fromStep, to, toStep, wholeFrom, lastFrom, firstTo, lastTo);
  turnOneByOne<u32>(from, fromStep, to, toStep, firstFrom, wholeFrom, wholeTo, lastTo);
}

// @ts-ignore: decorator
@inline
function turnOneByOne<T>(from: usize, fromStep: usize, to: usize, toStep: usize, firstFrom: i32, lastFrom: i32, firstTo: i32, lastTo: i32): void {
  for (let p = firstFrom; p < lastFrom; ++p) {
    let source = from + <usize>p * sizeof<T>() + <usize>firstTo * fromStep;
    let place = to + <usize>p * toStep + <usize>firstTo * sizeof<T>();
    for (let q = firstTo; q < lastTo; ++q) {
      store<T>(place, load<T>(source));
      source += fromStep;
      place += sizeof<T>();
    }
  }
}
