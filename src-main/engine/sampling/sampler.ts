/** In which order samples are drawn, by their number in the dataset. */
export interface Sampler {
  /** Samples that an epoch draws where no other number is asked for. */
  readonly length: number;
  /** The draws of an epoch, `count` of them: a function of these two alone, so that any thread can make them and a resumed run goes on with them. */
  draw(epoch: number, count: number): Int32Array;
}

/**
 * Goes through pass after pass, each of `length` samples; an epoch begins where
 * the one before it ended, so that epochs of any size see all samples equally often.
 *
 * @param pass its order, by its number; epochs of `length` samples have the number of their pass.
 */
export function inPasses(length: number, pass: (number: number) => Int32Array): Sampler {
  return {
    length,
    draw: (epoch, count) => {
      const drawn = new Int32Array(count);
      let position = epoch * count;
      for (let filled = 0; filled < count; ) {
        const piece = pass(Math.floor(position / length)).subarray(position % length, (position % length) + count - filled);
        drawn.set(piece, filled);
        filled += piece.length;
        position += piece.length;
      }
      return drawn;
    },
  };
}
