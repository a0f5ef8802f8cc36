/**
 * The distance of every place of a grid to the nearest that is marked, in the
 * unit of the spacing; infinite where none is. Exact, in time linear in the
 * number of places: along each axis in turn, the lower envelope of the
 * parabolas that stand on what the axes before gave.
 *
 * Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions",
 * Theory of Computing 2012.
 *
 * @param lengths of the grid's axes, row-major, and `spacing` between places along each.
 */
export function distanceTransform(marked: ArrayLike<number>, lengths: readonly number[], spacing: readonly number[]): Float64Array {
  const squares = Float64Array.from({ length: marked.length }, (_, i) => (marked[i] ? 0 : Infinity));
  let stride = marked.length;
  for (const [axis, length] of lengths.entries()) {
    stride /= length;
    alongAxis(squares, length, stride, spacing[axis] ?? 1);
  }
  return squares.map(Math.sqrt);
}

/** Every line along an axis whose neighbours lie `stride` apart. */
function alongAxis(squares: Float64Array, length: number, stride: number, spacing: number): void {
  const line = new Line(length, spacing);
  for (let outer = 0; outer < squares.length; outer += stride * length) {
    for (let from = outer; from < outer + stride; from++) line.transform(squares, from, stride);
  }
}

/** Memory for one line, used again for the next. */
class Line {
  readonly #spacing: number;
  readonly #heights: Float64Array;
  /** Where the parabolas of the envelope stand, and from where on each is the lowest. */
  readonly #feet: Int32Array;
  readonly #starts: Float64Array;

  constructor(length: number, spacing: number) {
    this.#spacing = spacing;
    this.#heights = new Float64Array(length);
    this.#feet = new Int32Array(length);
    this.#starts = new Float64Array(length);
  }

  /** Each value becomes the least of value(q) + (spacing · (place − q))² over all places q. */
  transform(squares: Float64Array, from: number, stride: number): void {
    const heights = this.#heights;
    for (let i = 0; i < heights.length; i++) heights[i] = squares[from + i * stride] as number;
    const count = this.#envelope();
    if (count === 0) return;
    let parabola = 0;
    for (let i = 0; i < heights.length; i++) {
      while (parabola + 1 < count && (this.#starts[parabola + 1] as number) <= i) parabola++;
      const foot = this.#feet[parabola] as number;
      squares[from + i * stride] = (heights[foot] as number) + (this.#spacing * (i - foot)) ** 2;
    }
  }

  /** How many parabolas make the envelope; those of infinite height never do. */
  #envelope(): number {
    let count = 0;
    for (let foot = 0; foot < this.#heights.length; foot++) {
      if (this.#heights[foot] === Infinity) continue;
      let start = -Infinity;
      while (count > 0) {
        start = this.#crossing(this.#feet[count - 1] as number, foot);
        if (start > (this.#starts[count - 1] as number)) break;
        count--;
        start = -Infinity;
      }
      this.#feet[count] = foot;
      this.#starts[count] = start;
      count++;
    }
    return count;
  }

  /** Where the parabola on a later foot falls below that on an earlier one. */
  #crossing(earlier: number, later: number): number {
    const unit = this.#spacing ** 2;
    const [low, high] = [this.#heights[earlier] as number, this.#heights[later] as number];
    return (high - low + unit * (later ** 2 - earlier ** 2)) / (2 * unit * (later - earlier));
  }
}
