interface Drawn<Data> {
  readonly data: Data;
  readonly shape: readonly number[];
}

/** Evenly drawn floats around `centre`; the same for the same seed. */
export function draws(shape: readonly number[], seed: number, centre = 0, span = 2): Drawn<Float32Array> {
  const next = evenly(seed);
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = centre + span * (next() - 0.5);
  return { data, shape };
}

/** Evenly drawn floats between −1 and 1, three of four of them left at zero: sums over them are written out in a quarter of the time, and each place still counts. */
export function fewDraws(shape: readonly number[], seed: number): Drawn<Float32Array> {
  const next = evenly(seed);
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) if (next() < 0.25) data[i] = 2 * next() - 1;
  return { data, shape };
}

/** Evenly drawn whole numbers from `low` to `high`, both included. */
export function whole(shape: readonly number[], seed: number, low: number, high: number): Drawn<Int32Array> {
  const next = evenly(seed);
  return { data: new Int32Array(sizeOf(shape)).map(() => low + Math.floor(next() * (high - low + 1))), shape };
}

/** A generator of a few instructions (G. Marsaglia's xorshift): the app's own one would take a third of the self-test's time. */
function evenly(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
