/** Memory of this thread's own, for gathered operands, run lists and partial tiles. Set once when the thread starts. */
let base: usize = 0;
let size: usize = 0;
/** Columns of the tile that was chosen: 16 where V8 re-vectorises or the machine has 32 registers, else 8. */
let tileColumns: i32 = 16;

export function setThread(scratch: usize, bytes: usize, columns: i32): void {
  base = scratch;
  size = bytes;
  tileColumns = columns;
}

// @ts-ignore: decorator
@inline
export function scratchBase(): usize {
  return base;
}

// @ts-ignore: decorator
@inline
export function scratchEnd(): usize {
  return base + size;
}

// @ts-ignore: decorator
@inline
export function columns(): i32 {
  return tileColumns;
}

/** Copies floats; for the short rows that gathers copy, calling `memory.copy` costs more than the copy. */
export function copyFloats(to: usize, from: usize, count: i32): void {
  const last = to + (<usize>(count & ~3) << 2);
  while (to < last) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  for (let rest = count & 3; rest > 0; --rest) {
    store<f32>(to, load<f32>(from));
    to += 4;
    from += 4;
  }
}

export function zeroFloats(to: usize, count: i32): void {
  const last = to + (<usize>(count & ~3) << 2);
  const zero = f32x4.splat(0);
  while (to < last) {
    v128.store(to, zero);
    to += 16;
  }
  for (let rest = count & 3; rest > 0; --rest) {
    store<f32>(to, 0);
    to += 4;
  }
}
