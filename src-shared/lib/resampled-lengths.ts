/**
 * The lengths of a volume whose voxels are brought to another size, rounded as
 * Python and NumPy do: 2.5 to 2, 3.5 to 4.
 */
export function resampledLengths(lengths: readonly number[], from: readonly number[], to: readonly number[]): readonly number[] {
  return lengths.map((length, axis) => Math.max(1, roundHalfToEven((length * (from[axis] ?? 1)) / (to[axis] ?? 1))));
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
