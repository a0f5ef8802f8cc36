/** What a tile reads besides its pointers; byte offsets. */
export namespace Tile {
  /** First element of row 0. */
  export const a: usize = 0;
  /** Bytes from a row to the next. */
  export const rowStep: usize = 4;
  /** Bytes from one k to the next. */
  export const step: usize = 8;
  /** Bytes from one row of b to the next. */
  export const ldb: usize = 12;
  /** Runs: first, and the end of the last. */
  export const runs: usize = 16;
  export const runsEnd: usize = 20;
  /** Bytes between the rows that the sums begin with: 0 repeats one row (a bias). */
  export const initStep: usize = 24;
  /** Bytes between rows of the result. */
  export const outStep: usize = 28;
  /** f32: no result is smaller; 0 for ReLU, -Infinity for none. */
  export const floor: usize = 32;
  /** Where the tile's rows go: byte offset from the result's base, for column 0. */
  export const out: usize = 36;
  /** Valid rows; fewer than the tile's go through a buffer. */
  export const valid: usize = 40;
  /** Whether the rows of the result lie `outStep` apart: see convolution.ts. */
  export const linear: usize = 44;
  /** Byte offsets of the rows of a tile that is not linear: six of them. */
  export const places: usize = 48;
  /** Tiles that follow one another: rows of `a` and of the result go on evenly, runs and start values are the same. */
  export const count: usize = 72;
  export const size: usize = 76;
}

/** A stretch of k over which both pointers grow evenly. */
export namespace Run {
  /** Byte offset from the tile's `a`. */
  export const a: usize = 0;
  /** Byte offset from the panel of b. */
  export const b: usize = 4;
  /** Bytes of b to walk: count · ldb. */
  export const bytes: usize = 8;
  export const size: usize = 12;
}
