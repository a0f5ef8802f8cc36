/** Samples beside an end of a line that the filter below settles in: after them nothing of the border is felt. */
const MARGIN = 12;
/** The root of the cubic B-spline's filter. */
const POLE = Math.sqrt(3) - 2;

/** How values between the samples of a line are told: by the nearest, along a straight line, or by a cubic B-spline. */
export type Order = 0 | 1 | 3;

/** An array seen as [outer, size, inner], the middle being the axis that is resampled. */
export interface Axis {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** Columns that are worked on together: their lines stay in the cache, and memory does not grow with the volume. */
const COLUMNS = 512;

/**
 * Brings one axis to another length, with half-pixel centres: output i lies at
 * (i + 0.5) · size / toSize − 0.5. Beyond the ends the last sample goes on;
 * where the axis shrinks nothing is smoothed first.
 *
 * As scipy's `zoom` with `grid_mode` and mode `nearest`, and as scikit-image's
 * `resize` with mode `edge` and without anti-aliasing, which nnU-Net uses.
 */
export function resampleAxis(data: ArrayLike<number>, { outer, size, inner }: Axis, toSize: number, order: Order): Float32Array {
  const { first, weights, taps, margin } = readings(size, toSize, order);
  const result = new Float32Array(outer * toSize * inner);
  const padded = size + 2 * margin;
  const lines = new Float64Array(padded * Math.min(COLUMNS, inner));
  for (let block = 0; block < outer; block++) {
    for (let from = 0; from < inner; from += COLUMNS) {
      const columns = Math.min(COLUMNS, inner - from);
      for (let i = 0; i < padded; i++) {
        const source = (block * size + Math.min(size - 1, Math.max(0, i - margin))) * inner + from;
        for (let k = 0; k < columns; k++) lines[i * columns + k] = data[source + k] as number;
      }
      if (order === 3) filter(lines, padded, columns);
      for (let i = 0; i < toSize; i++) {
        const to = (block * toSize + i) * inner + from;
        for (let k = 0; k < columns; k++) {
          let sum = 0;
          for (let tap = 0; tap < taps; tap++) sum += (weights[i * taps + tap] as number) * (lines[((first[i] as number) + tap) * columns + k] as number);
          result[to + k] = sum;
        }
      }
    }
  }
  return result;
}

/** The place of the nearest sample on each output; halves go up. */
export function nearestPlaces(size: number, toSize: number): Int32Array {
  return Int32Array.from({ length: toSize }, (_, i) => Math.min(size - 1, Math.max(0, Math.floor(((i + 0.5) * size) / toSize))));
}

interface Readings {
  /** The first sample that each output reads, in the line with its margins. */
  readonly first: Int32Array;
  readonly weights: Float64Array;
  readonly taps: number;
  readonly margin: number;
}

function readings(size: number, toSize: number, order: Order): Readings {
  const taps = order + 1;
  // A straight line needs one sample beyond an end, which has no weight there.
  const margin = order === 3 ? MARGIN : order;
  const first = new Int32Array(toSize);
  const weights = new Float64Array(toSize * taps);
  const nearest = nearestPlaces(size, toSize);
  for (let i = 0; i < toSize; i++) {
    const at = ((i + 0.5) * size) / toSize - 0.5;
    const floor = Math.floor(at);
    first[i] = order === 0 ? (nearest[i] as number) : floor + margin - (order === 3 ? 1 : 0);
    weights.set(weightsAt(at - floor, order), i * taps);
  }
  return { first, weights, taps, margin };
}

/** Of the samples around a place, which lies a fraction behind the second of four or the first of two. */
function weightsAt(fraction: number, order: Order): readonly number[] {
  if (order === 0) return [1];
  if (order === 1) return [1 - fraction, fraction];
  const rest = 1 - fraction;
  return [rest ** 3 / 6, 2 / 3 - fraction ** 2 * (1 - fraction / 2), 2 / 3 - rest ** 2 * (1 - rest / 2), fraction ** 3 / 6];
}

/**
 * Turns the samples of lines side by side into B-spline coefficients, in
 * place: Unser, Aldroubi and Eden, "B-Spline Signal Processing", 1993, with
 * the ends mirrored.
 */
function filter(lines: Float64Array, length: number, columns: number): void {
  const last = (length - 1) * columns;
  for (let i = 0; i < length * columns; i++) lines[i] = (lines[i] as number) * 6;
  for (let k = 0; k < columns; k++) {
    const far = POLE ** (length - 1);
    let sum = (lines[k] as number) + far * (lines[last + k] as number);
    for (let i = 1, power = POLE; i < length - 1; i++, power *= POLE) {
      sum += power * ((lines[i * columns + k] as number) + far * (lines[last - i * columns + k] as number));
    }
    lines[k] = sum / (1 - far * far);
  }
  for (let i = columns; i < length * columns; i++) lines[i] = (lines[i] as number) + POLE * (lines[i - columns] as number);
  for (let k = 0; k < columns; k++) lines[last + k] = (POLE / (POLE * POLE - 1)) * (POLE * (lines[last - columns + k] as number) + (lines[last + k] as number));
  for (let i = last - 1; i >= 0; i--) lines[i] = POLE * ((lines[i + columns] as number) - (lines[i] as number));
}
