import { random } from '../../../../src-shared/lib/random.ts';

/** Evenly drawn floats around `centre`; the same for the same seed. */
export function draws(shape: readonly number[], seed: number, centre = 0, span = 2): { readonly data: Float32Array; readonly shape: readonly number[] } {
  const next = random(seed, 'noise');
  return { data: Float32Array.from({ length: sizeOf(shape) }, () => centre + span * (next() - 0.5)), shape };
}

/** Evenly drawn whole numbers from `low` to `high`, both included. */
export function whole(shape: readonly number[], seed: number, low: number, high: number): { readonly data: Int32Array; readonly shape: readonly number[] } {
  const next = random(seed, 'noise');
  return { data: Int32Array.from({ length: sizeOf(shape) }, () => low + Math.floor(next() * (high - low + 1))), shape };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
